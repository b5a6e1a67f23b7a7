import type { Strings } from "../strings.ts";
import { createGrammar, quote } from "../grammar.ts";

const { count, list, seconds } = createGrammar("de");

/** German, which addresses nobody, and so is neither too formal nor too close. */
export const strings: Strings = {
  chat: "Chat",
  messages: "Nachrichten",
  placeholder: "Nachricht",
  greeting: "Eine Nachricht genügt, um das Gespräch zu beginnen.",
  you: "Ich",
  someone: "Antwort",
  send: "Senden",
  queued: "Wartet",
  sending: "Wird gesendet",
  sent: "Gesendet",
  notSent: "Nicht gesendet",
  retry: "Erneut versuchen",
  discard: "Verwerfen",
  newMessages: (n) => count(n, { one: "# neue Nachricht", other: "# neue Nachrichten" }),
  typing: (names) => `${list(names)} ${names.length === 1 ? "schreibt" : "schreiben"} …`,
  noReply: "Es kam keine Antwort.",
  interrupted: "Abgebrochen",
  cut: "Gekürzt",
  gap: "Einige Nachrichten sind nicht mehr verfügbar",
  loading: "Frühere Nachrichten werden geladen",
  offline: "Offline.",
  waiting: (n) =>
    count(n, {
      one: "# Nachricht wird gesendet, sobald wieder eine Verbindung besteht.",
      other: "# Nachrichten werden gesendet, sobald wieder eine Verbindung besteht.",
    }),
  notKept: "Diese Seite bitte bis dahin geöffnet lassen.",
  nextTry: (n) => `Nächster Versuch in ${seconds(n)}`,
  trying: "Verbindung wird hergestellt …",
  tryNow: "Jetzt versuchen",
  online: "Wieder online.",
  stopped: (reason) => `Verbindung getrennt: ${quote(reason)}.`,
  tooLong: (n) => count(n, { one: "# Zeichen zu lang.", other: "# Zeichen zu lang." }),
  openChat: "Chat öffnen",
  closeChat: "Chat schließen",
  unread: (n) => count(n, { one: "# ungelesene Nachricht", other: "# ungelesene Nachrichten" }),
  stop: "Stoppen",
  copy: "Kopieren",
  copied: "Kopiert",
  copyMessage: "Nachricht kopieren",
  operator: "Support",
  bot: "Bot",
  code: "Code",
  table: "Tabelle",
  here: (names, n) =>
    `${list(n ? [...names, count(n, { one: "# weitere Person", other: "# weitere Personen" })] : names)} ${names.length + n === 1 ? "ist" : "sind"} hier`,
  read: "Gelesen",
  readBy: (names, n) =>
    `Gelesen von ${list(n ? [...names, count(n, { one: "# weiteren Person", other: "# weiteren Personen" })] : names)}`,
};
