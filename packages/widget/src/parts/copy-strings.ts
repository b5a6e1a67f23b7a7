/** What a copy says. */
export interface CopyStrings {
  /** Of a block of code. */
  readonly copy: string;
  /** Said when it was done. */
  readonly copied: string;
}

export const english: CopyStrings = {
  copy: "Copy",
  copied: "Copied",
};
