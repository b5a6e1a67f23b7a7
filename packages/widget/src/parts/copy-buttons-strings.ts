import { type CopyStrings, english as copying } from "./copy-strings.ts";

/** What the buttons of messages say. */
export interface CopyButtonsStrings extends CopyStrings {
  readonly copyMessage: string;
}

export const english: CopyButtonsStrings = {
  ...copying,
  copyMessage: "Copy message",
};
