import type { Author, Presence, Read } from "@ws-chat/protocol";
import type { ChatClient } from "./chat-client.ts";

/** Who else is in the room and how far they have read, as far as the server tells. */
export interface People {
  /** The others who are here, those who have been here longest first; of many, the first of them. */
  readonly others: readonly Author[];
  /** How many others there are. */
  readonly total: number;
  /** The others who have read the message at `seq`. Whoever nothing else is known of has an id alone. */
  readBy(seq: number): readonly Reader[];
  /** Says that the person here has read all up to `seq`; at most once a second, and again on each connection that does not know. Call it after every change. */
  read(seq: number): void;
  /** Calls `listener` after every change of the conversation; returns how to stop that. */
  subscribe(listener: () => void): () => void;
}

export type Reader = Pick<Author, "id"> & Partial<Author>;

const sayMs = 1_000;

/**
 * Makes sense of what a server tells of the people in a client's room. Where it tells nothing, nobody is here and nobody has read anything.
 * @example
 * const people = watchPeople(client);
 * people.subscribe(() => console.log(`${people.total} others are here`));
 */
export function watchPeople(client: ChatClient): People {
  let wanted = 0;
  /** What was said last, on the connection that began with this mark. */
  let said: { readonly on: Read; readonly seq: number } | undefined;
  let pause: ReturnType<typeof setTimeout> | undefined;

  /** What a server told on a link that is up. */
  function told(): { readonly me: string; readonly presence?: Presence; readonly marks: readonly Read[] } | undefined {
    const { status, user, people } = client.getSnapshot();
    if (status.state !== "online" || !user || !people) return undefined;
    const frames = Object.values(people);
    const presence = frames.find((frame) => frame.type === "presence");
    return { me: user.id, marks: frames.filter((frame) => frame.type === "read"), ...(presence && { presence }) };
  }

  function say(): void {
    const { me, marks = [] } = told() ?? {};
    const own = marks.find(({ user }) => user === me);
    if (pause || !own || wanted <= (said?.on === own ? said.seq : own.seq)) return;
    said = { on: own, seq: wanted };
    client.read(wanted);
    pause = setTimeout(() => {
      pause = undefined;
      say();
    }, sayMs);
  }

  /** What is known of each: by who is here, or by what they wrote last. The conversation is gone through once, however many are sought. */
  function authorsOf(ids: readonly string[], here: readonly Author[]): readonly Reader[] {
    const known = new Map(here.map((author) => [author.id, author]));
    const sought = new Set(ids.filter((id) => !known.has(id)));
    const { items } = client.getSnapshot();
    for (let at = items.length; sought.size && at--; ) {
      const item = items[at];
      if (item?.type === "message" && sought.delete(item.message.from.id))
        known.set(item.message.from.id, item.message.from);
    }
    return ids.map((id) => known.get(id) ?? { id });
  }

  return {
    get others() {
      const { me, presence } = told() ?? {};
      return presence?.users.filter(({ id }) => id !== me) ?? [];
    },
    get total() {
      return Math.max(0, (told()?.presence?.total ?? 0) - 1);
    },
    readBy(seq) {
      const { me, presence, marks = [] } = told() ?? {};
      const ids = marks.flatMap((mark) => (mark.seq >= seq && mark.user !== me ? mark.user : []));
      return authorsOf(ids, presence?.users ?? []);
    },
    read(seq) {
      wanted = Math.max(wanted, seq);
      say();
    },
    subscribe: (listener) => client.subscribe(listener),
  };
}
