/** What a launcher says. */
export interface LauncherStrings {
  readonly openChat: string;
  readonly closeChat: string;
  readonly unread: (count: number) => string;
}

export const english: LauncherStrings = {
  openChat: "Open chat",
  closeChat: "Close chat",
  unread: (count) => (count === 1 ? "1 unread message" : `${count} unread messages`),
};
