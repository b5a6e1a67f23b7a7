import type { ChatOptions } from "@ws-chat/server";

/** Believes the cookie that the site's own sign-in has set. */
export function authenticateByCookie(
  sessions: ReadonlyMap<string, { id: string; name: string }>,
): NonNullable<ChatOptions["authenticate"]> {
  return ({ cookie = "" }) => {
    const session = /(?:^|; )sid=([^;]+)/.exec(cookie)?.[1];
    return session === undefined ? undefined : sessions.get(session);
  };
}
