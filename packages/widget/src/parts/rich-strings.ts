/** What stands beside the text of messages. */
export interface RichStrings {
  readonly stop: string;
}

export const english: RichStrings = {
  stop: "Stop",
};
