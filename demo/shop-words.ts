/** What a baker says. */
export interface ShopWords {
  readonly baker: string;
  readonly welcome: string;
  /** Question -> answer. */
  readonly answers: Readonly<Record<string, string>>;
  /** To everything else. */
  readonly otherwise: string;
}

/** By the language's tag, each at the path of its name. */
export const shopWords: Readonly<Record<string, ShopWords>> = {
  en: {
    baker: "Rosa",
    welcome: "Good morning! The dark rye is just out of the oven.",
    answers: {
      "Keep one for me, please": "It is yours until noon.",
      "When do you close?": "At six, on Saturdays at two.",
    },
    otherwise: "I will ask in the bakehouse. A moment, please.",
  },
  de: {
    baker: "Rosa",
    welcome: "Guten Morgen! Das Roggenbrot kommt gerade aus dem Ofen.",
    answers: {
      "Bitte eins zurücklegen": "Gern, bis zwölf Uhr liegt es bereit.",
      "Bis wann ist offen?": "Bis sechs, samstags bis zwei.",
    },
    otherwise: "Ich frage in der Backstube nach. Einen Moment, bitte.",
  },
  fr: {
    baker: "Rosa",
    welcome: "Bonjour ! Le pain de seigle sort du four.",
    answers: {
      "Gardez-m’en un, s’il vous plaît": "Il est à vous jusqu’à midi.",
      "À quelle heure fermez-vous ?": "À 18 h, le samedi à 14 h.",
    },
    otherwise: "Je demande au fournil. Un instant, s’il vous plaît.",
  },
  es: {
    baker: "Rosa",
    welcome: "¡Buenos días! El pan de centeno acaba de salir del horno.",
    answers: {
      "Guárdeme uno, por favor": "Es suyo hasta las doce.",
      "¿A qué hora cierran?": "A las seis; los sábados, a las dos.",
    },
    otherwise: "Voy a preguntar en el obrador. Un momento, por favor.",
  },
  pt: {
    baker: "Rosa",
    welcome: "Bom dia! O pão de centeio acabou de sair do forno.",
    answers: {
      "Guarde um para mim, por favor": "É seu até o meio-dia.",
      "A que horas fecham?": "Às seis; aos sábados, às duas.",
    },
    otherwise: "Vou perguntar na padaria. Um momento, por favor.",
  },
  ar: {
    baker: "روزا",
    welcome: "صباح الخير! خبز الجاودار خرج من الفرن الآن.",
    answers: { "احتفظي لي بواحد من فضلك": "هو لك حتى الساعة 12.", "متى تغلقون؟": "في السادسة، ويوم السبت في الثانية." },
    otherwise: "سأسأل في المخبز. لحظة من فضلك.",
  },
  he: {
    baker: "רוזה",
    welcome: "בוקר טוב! לחם השיפון יצא עכשיו מהתנור.",
    answers: { "שמרי לי אחד, בבקשה": "הוא שלך עד 12:00.", "מתי אתם סוגרים?": "בשש, ובימי שישי בשתיים." },
    otherwise: "אשאל במאפייה. רגע, בבקשה.",
  },
  zh: {
    baker: "罗莎",
    welcome: "早上好！黑麦面包刚出炉。",
    answers: { 请给我留一个: "好的，为您留到中午十二点。", "你们几点关门？": "六点，星期六是两点。" },
    otherwise: "我去问问师傅，请稍等。",
  },
  ja: {
    baker: "ローザ",
    welcome: "おはようございます。ライ麦パンが焼き上がりました。",
    answers: {
      一つ取っておいてください: "はい、正午までお取り置きします。",
      "何時に閉まりますか？": "6時です。土曜日は2時です。",
    },
    otherwise: "厨房に聞いてみます。少々お待ちください。",
  },
};
