import type { Author } from "@ws-chat/protocol";

/** Whether an author is one of those who come to a site, not one who speaks for it: anybody may be one, and has written what they like. */
export const isGuest = ({ role }: Author): boolean => role === "visitor" || role === "user";
