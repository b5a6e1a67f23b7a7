import type { Draft } from "@ws-chat/server";

/** What is said in a picture. */
export interface Talk {
  readonly host: string;
  readonly heading: string;
  readonly greeting: string;
  /** Question -> answer, in the order in which they are asked. */
  readonly answers: Readonly<Record<string, string | Draft>>;
  /** A question whose answer comes in two parts. */
  readonly story: { readonly question: string; readonly answer: readonly [string, string] };
  /** Too long for the shop. */
  readonly order: string;
  /** Said when nobody is there. */
  readonly late: readonly string[];
}

export const english: Talk = {
  host: "Rosa",
  heading: "Rosa's bakery",
  greeting: "Ask about today's bread, or order for tomorrow.",
  answers: {
    "Good morning! Do you still have the dark rye?":
      "Good morning. Two loaves left, baked at five.\nShall I put one aside for you?",
    "Yes please, and four rolls 🥐": "Done: one dark rye, four rolls. They are yours until noon.",
    "❤️": {
      text: "See you soon! All of today is on https://rosas-bakery.example/today",
      quickReplies: [{ text: "What is in the seed bread?" }, { text: "Opening hours" }, { text: "A person, please" }],
    },
  },
  story: {
    question: "What is in the seed bread?",
    answer: [
      "Sunflower, pumpkin, linseed and sesame, on a sourdough that rests for eighteen hours. ",
      "It keeps for a week in a cloth; toast it from the fourth day on.",
    ],
  },
  order: `For Saturday: ${"two dark rye, one seed bread, ".repeat(8)}and coffee.`,
  late: ["One more thing:", "is the café open on Sunday?", "We would be six."],
};

/** From right to left, with what runs from left to right inside. */
export const hebrew: Talk = {
  host: "רוזה",
  heading: "המאפייה של רוזה",
  greeting: "שאלו על הלחם של היום, או הזמינו למחר.",
  answers: {
    "בוקר טוב! נשאר לחם שיפון?": "בוקר טוב. נשארו 2 כיכרות, מהשעה 05:00.\nלשמור לך אחת?",
    "כן, וגם ארבע Croissants au beurre, בבקשה": "רשמתי: order #4711, עד 12:00.",
    "Do you speak English?": "Of course! We are open until 18:00.\nוגם עברית, כמובן.",
    "هل لديكم خبز بالسمسم؟": {
      text: "نعم، لدينا خبز بالسمسم كل صباح: https://rosas-bakery.example/today",
      quickReplies: [{ text: "מה יש בלחם הזרעים?" }, { text: "ساعات العمل" }, { text: "Prices" }],
    },
  },
  story: {
    question: "מה יש בלחם הזרעים?",
    answer: ["חמנייה, דלעת, פשתן ושומשום, על מחמצת שנחה ", "שמונה עשרה שעות."],
  },
  order: "לשבת: שני לחמי שיפון, לחם זרעים אחד, ".repeat(6),
  late: ["עוד דבר:", "בית הקפה פתוח ביום ראשון?", "We would be 6."],
};
