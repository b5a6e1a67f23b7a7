import type { Strings } from "../strings.ts";
import { createGrammar, quote } from "../grammar.ts";

const { count, list, seconds } = createGrammar("he");

/** Hebrew, in nouns and plurals, which speak to women and men alike. */
export const strings: Strings = {
  chat: "צ'אט",
  messages: "הודעות",
  placeholder: "הודעה",
  greeting: "אפשר לכתוב הודעה כדי להתחיל בשיחה.",
  you: "אני",
  someone: "תשובה",
  send: "שליחה",
  queued: "בהמתנה",
  sending: "בשליחה",
  sent: "נשלחה",
  notSent: "לא נשלחה",
  retry: "ניסיון חוזר",
  discard: "מחיקה",
  newMessages: (n) => count(n, { one: "הודעה חדשה אחת", two: "שתי הודעות חדשות", other: "# הודעות חדשות" }),
  typing: (names) => (names.length === 1 ? `${list(names)} בהקלדה…` : `${list(names)} מקלידים…`),
  noReply: "לא הגיעה תשובה.",
  interrupted: "נקטעה",
  cut: "קוצרה",
  gap: "חלק מההודעות כבר אינן זמינות",
  loading: "הודעות קודמות בטעינה",
  offline: "אין חיבור.",
  waiting: (n) =>
    count(n, {
      one: "הודעה אחת תישלח כשהחיבור יחזור.",
      two: "שתי הודעות יישלחו כשהחיבור יחזור.",
      other: "# הודעות יישלחו כשהחיבור יחזור.",
    }),
  notKept: "יש להשאיר את הדף פתוח עד אז.",
  nextTry: (n) => `הניסיון הבא בעוד ${seconds(n)}`,
  trying: "בהתחברות…",
  tryNow: "לנסות עכשיו",
  online: "החיבור חזר.",
  stopped: (reason) => `החיבור נותק: ${quote(reason)}.`,
  tooLong: (n) => count(n, { one: "ארוך מדי בתו אחד.", two: "ארוך מדי בשני תווים.", other: "ארוך מדי ב־# תווים." }),
  openChat: "פתיחת הצ'אט",
  closeChat: "סגירת הצ'אט",
  unread: (n) => count(n, { one: "הודעה אחת שלא נקראה", two: "שתי הודעות שלא נקראו", other: "# הודעות שלא נקראו" }),
  stop: "עצירה",
  copy: "העתקה",
  copied: "הועתק",
  copyMessage: "העתקת ההודעה",
  operator: "נציג",
  bot: "בוט",
  code: "קוד",
  table: "טבלה",
  here: (names, n) =>
    `${list(n ? [...names, count(n, { one: "עוד אדם אחד", two: "עוד שני אנשים", other: "עוד # אנשים" })] : names)} כאן`,
  read: "נקראה",
  readBy: (names, n) =>
    `נקראה על ידי ${list(n ? [...names, count(n, { one: "עוד אדם אחד", two: "עוד שני אנשים", other: "עוד # אנשים" })] : names)}`,
};
