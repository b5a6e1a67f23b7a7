/** What stands beside the text of messages. */
export interface RichStrings {
  readonly stop: string;
  readonly copy: string;
  /** Said when it was done. */
  readonly copied: string;
  /** Names a block of code without a language, to assistive technology. */
  readonly code: string;
  /** Names a table. */
  readonly table: string;
}

export const english: RichStrings = {
  stop: "Stop",
  copy: "Copy",
  copied: "Copied",
  code: "Code",
  table: "Table",
};
