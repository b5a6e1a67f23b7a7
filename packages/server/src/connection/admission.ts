import { type Author, type CloseName, type Hello, limits } from "@ws-chat/protocol";
import type { User } from "../chat-types.ts";
import { authorIn } from "../reply/draft.ts";
import { authorOf, cleanName, tagOf, visitorId } from "../identity.ts";
import type { ResolvedOptions } from "../options.ts";
import { isRoomName, privateRoomOf, roomIn } from "../room/room-name.ts";
import type { Opening } from "../socket.ts";

/** So that a private room can be named for it. */
const mostIdChars = limits.roomChars - privateRoomOf({ id: "u:" }).length;

export type Admission =
  | { readonly user: User; readonly tag: string; readonly room: string }
  | { readonly refusal: CloseName };

/** Who a hello speaks for, and where that leads. Writes nothing and creates nothing. Rejects where `authenticate` or `authorize` did. */
export async function admit(options: ResolvedOptions, opening: Opening, hello: Partial<Hello>): Promise<Admission> {
  const user = options.authenticate ? await authenticated(options, opening, hello) : visitor(hello);
  if (!user) return { refusal: "unauthorized" };
  if (user === "expired" || isExpired(user, options.clock.now())) return { refusal: "tokenExpired" };
  const room = roomIn(opening.url) ?? privateRoomOf(user);
  if (!isRoomName(room) || !(await options.authorize({ user, room }))) return { refusal: "forbidden" };
  return { user, tag: tagOf(user.id), room };
}

export function isExpired(user: User, now: number): boolean {
  return user.expiresAt !== undefined && user.expiresAt <= now;
}

function visitor(hello: Partial<Hello>): User {
  return named({ id: visitorId(hello.secret), role: "visitor" }, cleanName(hello.name));
}

async function authenticated(
  options: ResolvedOptions,
  opening: Opening,
  hello: Partial<Hello>,
): Promise<User | "expired" | undefined> {
  const { url, origin, ip, cookie } = opening;
  const claims = await options.authenticate?.({ token: hello.token, url, origin, ip, cookie });
  if (!claims) return undefined;
  if (claims === "expired") return claims;
  if (claims === "visitor") return visitor(hello);
  const {
    id,
    name,
    avatar,
    role = "user",
    ...rest
  } = claims as Partial<Author> & { readonly id: string; readonly expiresAt?: number };
  if (typeof id !== "string" || id === "" || id.length > mostIdChars) {
    const was = typeof id === "string" ? `has ${id.length}` : `is ${typeof id}`;
    throw new TypeError(`authenticate must return { id }, a string of 1 to ${mostIdChars} characters; this one ${was}`);
  }
  const { expiresAt } = rest;
  // A token without `exp` makes `exp * 1000` NaN. No deadline compares with that: the connection would be swept away each second, and come back.
  if (expiresAt !== undefined && (!Number.isFinite(expiresAt) || isInSeconds(expiresAt, options.clock.now()))) {
    throw new TypeError(
      `authenticate returned expiresAt ${String(expiresAt)}: give milliseconds since 1970 (a JWT's exp is in seconds), or leave it out`,
    );
  }
  // The prefix is always put, so that no name a user may have chosen can be another user's or a visitor's id.
  const user = named({ ...rest, id: `u:${id}`, role, ...(avatar === undefined ? {} : { avatar }) }, cleanName(name));
  authorIn(authorOf(user));
  return user;
}

/** Nothing expired within the month after 1970 began; what would only be due as seconds was meant so. */
function isInSeconds(deadline: number, now: number): boolean {
  return deadline <= now && deadline * 1_000 > now;
}

function named(user: User, name: string | undefined): User {
  return name === undefined ? user : { ...user, name };
}
