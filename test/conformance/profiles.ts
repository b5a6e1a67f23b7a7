import type { ChatOptions } from "@ws-chat/server";

/**
 * What the chats of a conformance server run with, besides the handler. The plain one, with the defaults, is at the server's own path,
 * each of these at that path, a slash and its name. A server that lacks one cannot be asked what needs it.
 */
export const profiles = {
  rated: { limits: { rate: { perSecond: 2, burst: 4 } } },
  swift: { limits: { rate: { perSecond: 10_000, burst: 10_000 } } },
  terse: { limits: { textBytes: 16 } },
  forgetful: { retention: { entries: 2 } },
  hasty: { limits: { helloMs: 500, pingMs: 1_000, idleMs: 2_000 } },
  full: { limits: { connections: 1 } },
  // A token names its user; without one nobody gets in, and one token is too old.
  members: {
    authenticate: ({ token }) => (token === undefined ? undefined : token === "old" ? "expired" : { id: token }),
  },
  listed: {},
} as const satisfies Readonly<Record<string, ChatOptions>>;

/** What the plain one tells of people. */
export const people = { presence: true, readMarks: true } as const satisfies ChatOptions;

/** Origins that it admits besides its own. */
export const origins: Readonly<Partial<Record<string, readonly string[]>>> = { listed: ["https://shop.example"] };

/** The most that a file may have, where that is not the default. */
export const uploadBytes: Readonly<Partial<Record<string, number>>> = { terse: 1_000 };

/** What each is for, in words. */
export const profileMeanings: Readonly<Record<ProfileName, string>> = {
  rated: "takes 2 frames a second, 4 at once",
  swift: "takes frames as fast as they come",
  terse: "takes texts of 16 bytes, and files of 1,000",
  forgetful: "retains 2 entries",
  hasty: "waits 500 ms for a hello, and ends whom it has not heard for 2 s",
  full: "has room for 1 connection",
  members:
    "admits nobody without a token (4401); asks for a fresh one (4003) at `old`; any other token names the user of that id",
  listed: "admits pages of `https://shop.example`, besides those of its own host",
};

export type ProfileName = keyof typeof profiles;
