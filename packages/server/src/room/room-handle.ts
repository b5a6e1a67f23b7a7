import { type Author, limits, type Message } from "@ws-chat/protocol";
import type { Draft, RoomHandle } from "../chat-types.ts";
import type { Core } from "../core.ts";
import { authorIn, contentOf, idIn, messageOf, saysNothing } from "../reply/draft.ts";
import { randomId } from "../identity.ts";

/** A room from the server's side. It holds nothing: everything is asked of the log when it is asked for. */
export function roomHandle(core: Core, id: string): RoomHandle {
  const { log, clock, author } = core.options;

  async function send(draft: Draft, options: { readonly from?: Author; readonly id?: string } = {}): Promise<Message> {
    const content = contentOf(draft);
    if (saysNothing(content)) throw new TypeError("a message cannot be sent: it says nothing");
    const messageId = options.id === undefined ? randomId() : idIn(options.id);
    const from = options.from ? authorIn(options.from) : author;
    const entry = messageOf({ id: messageId, from, ts: clock.now() }, content);
    const appended = await core.work.during(() => log.append(id, entry));
    if (!("entry" in appended)) throw new Error("the log refused a message that has no `since`");
    core.rooms.get(id)?.stored(appended.entry);
    return appended.entry as Message;
  }

  async function history(
    range: { readonly before?: number; readonly limit?: number } = {},
  ): Promise<readonly Message[]> {
    const limit = count("limit", range.limit ?? limits.historyEntries);
    let before = Math.min(count("before", range.before ?? Number.POSITIVE_INFINITY), Number.MAX_SAFE_INTEGER);
    const messages: Message[] = [];
    while (messages.length < limit) {
      const most = Math.min(limit - messages.length, limits.historyEntries);
      const page = await log.read(id, { before, limit: most, maxBytes: limits.answerBytes });
      messages.unshift(...page.entries.filter(isAnswerable));
      const first = page.entries[0];
      if (!first || first.seq <= page.oldest) break;
      before = first.seq;
    }
    return messages;
  }

  return {
    id,
    send,
    history,
    members() {
      const room = core.rooms.get(id);
      if (room?.people && core.options.presence) return room.people.users;
      const users = new Map<string, Author>();
      for (const { user } of room?.members ?? []) users.set(user.id, user);
      return [...users.values()];
    },
    upload: async (url) => core.uploads?.find(id, url),
    typing: (on) => log.signal(id, { type: "typing", from: author, on }),
    async remove() {
      if (!log.remove) throw new TypeError("this log cannot remove rooms");
      for (const run of core.runs) run.discard(id);
      await log.remove(id);
      await core.uploads?.removeRoom(id);
      // Whatever was asked while the log was at it has gone, too.
      for (const run of core.runs) run.discard(id);
    },
  };
}

/** @throws {TypeError} where it is none. */
function count(name: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY))
    return value;
  throw new TypeError(`history: ${name} (${String(value)}) must be a whole number, or Infinity`);
}

/** Something somebody said; notes that an answer failed are none. */
function isAnswerable(entry: { readonly kind: string; readonly status?: string }): entry is Message {
  return entry.kind === "message" && entry.status !== "no-reply";
}
