/** Those that the element speaks, and how a baker's page is headed in each. */
export const languages = {
  en: { name: "English", heading: "Rosa’s bakery" },
  de: { name: "Deutsch", heading: "Rosas Bäckerei" },
  fr: { name: "Français", heading: "La boulangerie de Rosa" },
  es: { name: "Español", heading: "La panadería de Rosa" },
  pt: { name: "Português", heading: "A padaria da Rosa" },
  ar: { name: "العربية", dir: "rtl", heading: "مخبز روزا" },
  he: { name: "עברית", dir: "rtl", heading: "המאפייה של רוזה" },
  zh: { name: "中文", heading: "罗莎面包店" },
  ja: { name: "日本語", heading: "ローザのパン屋" },
};
