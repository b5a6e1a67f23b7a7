/** What stands beside the text of messages. */
export interface RichStrings {
  readonly stop: string;
  /** Names a block of code without a language, to assistive technology. */
  readonly code: string;
  /** Names a table. */
  readonly table: string;
}

export const english: RichStrings = {
  stop: "Stop",
  code: "Code",
  table: "Table",
};
