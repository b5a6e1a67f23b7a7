import type { Strings } from "../strings.ts";
import { createGrammar, quote } from "../grammar.ts";

const { count, list, seconds } = createGrammar("fr");

/** French. Before a colon stands a space that no line breaks at. */
export const strings: Strings = {
  chat: "Discussion",
  messages: "Messages",
  placeholder: "Message",
  greeting: "Écrivez un message pour démarrer la conversation.",
  you: "Vous",
  someone: "Réponse",
  send: "Envoyer",
  queued: "En attente",
  sending: "Envoi en cours",
  sent: "Envoyé",
  notSent: "Non envoyé",
  retry: "Réessayer",
  discard: "Supprimer",
  newMessages: (n) => count(n, { one: "# nouveau message", other: "# nouveaux messages" }),
  typing: (names) => `${list(names)} ${names.length === 1 ? "est" : "sont"} en train d’écrire…`,
  noReply: "Aucune réponse n’est arrivée.",
  interrupted: "Interrompu",
  cut: "Abrégé",
  gap: "Certains messages ne sont plus disponibles",
  loading: "Chargement des messages précédents",
  offline: "Hors connexion.",
  waiting: (n) =>
    count(n, {
      one: "# message sera envoyé dès le retour de la connexion.",
      other: "# messages seront envoyés dès le retour de la connexion.",
    }),
  notKept: "Gardez cette page ouverte d’ici là.",
  nextTry: (n) => `Nouvel essai dans ${seconds(n)}`,
  trying: "Connexion…",
  tryNow: "Essayer maintenant",
  online: "De nouveau en ligne.",
  stopped: (reason) => `Déconnecté\u00A0: ${quote(reason)}.`,
  tooLong: (n) => count(n, { one: "# caractère en trop.", other: "# caractères en trop." }),
  openChat: "Ouvrir la discussion",
  closeChat: "Fermer la discussion",
  unread: (n) => count(n, { one: "# message non lu", other: "# messages non lus" }),
  stop: "Arrêter",
  copy: "Copier",
  copied: "Copié",
  copyMessage: "Copier le message",
  operator: "Conseiller",
  bot: "Bot",
  code: "Code",
  table: "Tableau",
  here: (names, n) =>
    `${list(n ? [...names, count(n, { one: "# autre personne", other: "# autres personnes" })] : names)} ${names.length + n === 1 ? "est" : "sont"} là`,
  read: "Lu",
  readBy: (names, n) =>
    `Lu par ${list(n ? [...names, count(n, { one: "# autre personne", other: "# autres personnes" })] : names)}`,
};
