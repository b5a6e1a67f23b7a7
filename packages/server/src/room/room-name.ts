import { type Author, limits } from "@ws-chat/protocol";

const control = /\p{Cc}/u;

/** 1 to 128 characters, no control characters. */
export function isRoomName(name: string): boolean {
  return name.length > 0 && name.length <= limits.roomChars && !control.test(name) && name.isWellFormed();
}

/** The room that is `user`'s alone. */
export function privateRoomOf(user: Pick<Author, "id">): string {
  return `~${user.id}`;
}

/** Whether `id` can be that of a user or visitor: one that a private room can be named for. */
export function isPublicId(id: string): boolean {
  return /^[uv]:./su.test(id) && isRoomName(privateRoomOf({ id }));
}

export function isPrivate(room: string): boolean {
  return room.startsWith("~");
}

/** The room that `url`, a path and query, asks for. */
export function roomIn(url: string): string | undefined {
  const query = url.indexOf("?");
  return (query < 0 ? null : new URLSearchParams(url.slice(query)).get("room")) || undefined;
}
