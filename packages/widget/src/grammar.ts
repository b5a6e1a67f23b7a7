/** A word or sentence in the forms that a language's numbers ask for; `#` is the number. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** What a language does with numbers and names, by the browser's own knowledge of it. */
export interface Grammar {
  readonly count: (count: number, forms: Forms) => string;
  /** "Ann, Ben and Cem" */
  readonly list: (names: readonly string[]) => string;
  /** "5 s" */
  readonly seconds: (count: number) => string;
}

export function createGrammar(lang: string): Grammar {
  const rules = new Intl.PluralRules(lang);
  const numbers = new Intl.NumberFormat(lang);
  const names = new Intl.ListFormat(lang);
  const seconds = new Intl.NumberFormat(lang, { style: "unit", unit: "second", unitDisplay: "short" });
  return {
    count: (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", numbers.format(count)),
    list: (given) => names.format(given),
    seconds: (count) => seconds.format(count),
  };
}

/** What a server says, as the start of a sentence that ends with a stop of ours; in its own direction within it. */
export const quote = (text: string): string => `\u2068${text.replace(/\.$/, "")}\u2069`;
