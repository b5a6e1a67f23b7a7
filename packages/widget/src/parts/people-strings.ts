/** What is said of the people in a room. Of `names`, the first are named; `others` are there beside them. At least one there is. */
export interface PeopleStrings {
  readonly here: (names: readonly string[], others: number) => string;
  /** By the only one who could. */
  readonly read: string;
  readonly readBy: (names: readonly string[], others: number) => string;
}

const list = (names: readonly string[], others: number): string =>
  new Intl.ListFormat("en").format(others ? [...names, others === 1 ? "1 other" : `${others} others`] : names);

export const english: PeopleStrings = {
  here: (names, others) => `${list(names, others)} ${names.length + others === 1 ? "is" : "are"} here`,
  read: "Read",
  readBy: (names, others) => `Read by ${list(names, others)}`,
};
