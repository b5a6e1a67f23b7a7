import type { Strings } from "../strings.ts";
import { createGrammar, quote } from "../grammar.ts";

const { count, list, seconds } = createGrammar("ar");

/** Arabic, whose nouns have six forms: for none, one, two, a few, many, and round hundreds. */
export const strings: Strings = {
  chat: "الدردشة",
  messages: "الرسائل",
  placeholder: "رسالة",
  greeting: "اكتب رسالة لبدء المحادثة.",
  you: "أنت",
  someone: "ردّ",
  send: "إرسال",
  queued: "قيد الانتظار",
  sending: "جارٍ الإرسال",
  sent: "تم الإرسال",
  notSent: "لم يتم الإرسال",
  retry: "إعادة المحاولة",
  discard: "تجاهل",
  newMessages: (n) =>
    count(n, {
      zero: "لا رسائل جديدة",
      one: "رسالة جديدة واحدة",
      two: "رسالتان جديدتان",
      few: "# رسائل جديدة",
      many: "# رسالة جديدة",
      other: "# رسالة جديدة",
    }),
  typing: (names) =>
    count(names.length, {
      one: `${list(names)} يكتب الآن…`,
      two: `${list(names)} يكتبان الآن…`,
      other: `${list(names)} يكتبون الآن…`,
    }),
  noReply: "لم يصل أي رد.",
  interrupted: "انقطعت",
  cut: "مختصرة",
  gap: "لم تعد بعض الرسائل متاحة",
  loading: "جارٍ تحميل الرسائل السابقة",
  offline: "لا يوجد اتصال.",
  waiting: (n) =>
    count(n, {
      one: "ستُرسل رسالة واحدة عند عودة الاتصال.",
      two: "ستُرسل رسالتان عند عودة الاتصال.",
      few: "ستُرسل # رسائل عند عودة الاتصال.",
      many: "ستُرسل # رسالة عند عودة الاتصال.",
      other: "ستُرسل # رسالة عند عودة الاتصال.",
    }),
  notKept: "أبقِ هذه الصفحة مفتوحة حتى ذلك الحين.",
  nextTry: (n) => `المحاولة التالية بعد ${seconds(n)}`,
  trying: "جارٍ الاتصال…",
  tryNow: "حاول الآن",
  online: "عاد الاتصال.",
  stopped: (reason) => `انقطع الاتصال: ${quote(reason)}.`,
  tooLong: (n) =>
    count(n, {
      one: "النص أطول من اللازم بحرف واحد.",
      two: "النص أطول من اللازم بحرفين.",
      few: "النص أطول من اللازم بمقدار # أحرف.",
      many: "النص أطول من اللازم بمقدار # حرفًا.",
      other: "النص أطول من اللازم بمقدار # حرف.",
    }),
  openChat: "فتح الدردشة",
  closeChat: "إغلاق الدردشة",
  unread: (n) =>
    count(n, {
      zero: "لا رسائل غير مقروءة",
      one: "رسالة واحدة غير مقروءة",
      two: "رسالتان غير مقروءتان",
      few: "# رسائل غير مقروءة",
      many: "# رسالة غير مقروءة",
      other: "# رسالة غير مقروءة",
    }),
  stop: "إيقاف",
  copy: "نسخ",
  copied: "تم النسخ",
  copyMessage: "نسخ الرسالة",
  operator: "الدعم",
  bot: "روبوت",
  code: "شيفرة",
  table: "جدول",
  attach: "إرفاق ملفات",
  files: "ملفات للإرسال",
  dropFiles: "أفلِت الملفات هنا",
  uploading: "جارٍ الرفع",
  uploaded: "تم الرفع",
  cancelUpload: (name) => `إلغاء ${name}`,
  retryUpload: (name) => `إعادة محاولة ${name}`,
  removeFile: (name) => `إزالة ${name}`,
  notUploaded: "لم يُرفع",
  uploadWaits: "بانتظار الاتصال",
  sentWithFiles: "ستُرسل الرسالة عند اكتمال رفع جميع الملفات.",
  fileTooBig: (name, most) => `${name} كبير جدًا. الحد الأقصى للملف هو ${most}.`,
  fileEmpty: (name) => `${name} فارغ.`,
  fileRefused: (name) => `نوع الملف ${name} غير مقبول هنا.`,
  tooManyFiles: (n) => count(n, { few: "# ملفات على الأكثر لكل رسالة.", other: "# ملف على الأكثر لكل رسالة." }),
  here: (names, n) =>
    `${list(n ? [...names, count(n, { one: "شخص آخر", two: "شخصان آخران", few: "# أشخاص آخرون", many: "# شخصًا آخر", other: "# شخص آخر" })] : names)} هنا`,
  read: "مقروءة",
  readBy: (names, n) =>
    `مقروءة من ${list(n ? [...names, count(n, { one: "شخص آخر", two: "شخصين آخرين", few: "# أشخاص آخرين", many: "# شخصًا آخر", other: "# شخص آخر" })] : names)}`,
};
