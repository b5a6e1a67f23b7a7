/** What authors are called beside their names. */
export interface AuthorsStrings {
  readonly operator: string;
  readonly bot: string;
}

export const english: AuthorsStrings = {
  operator: "Operator",
  bot: "Bot",
};
