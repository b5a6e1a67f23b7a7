import type { Nack, Send } from "@ws-chat/protocol";
import type { Delivery } from "./chat-client.ts";
import type { MessageItem } from "./items.ts";

/** A message of one's own that is not settled. */
export interface Unsent {
  readonly item: MessageItem & { readonly delivery: Delivery };
  /** The cursor at its first attempt; absent before that. */
  readonly since?: NonNullable<Send["since"]> | undefined;
  /** Whom it was first sent for: from then on it is nobody else's. */
  readonly owner?: string | undefined;
}

type Failed = Extract<Delivery, { state: "failed" }>;

/** Unsettled messages in the order they go out, and the window of those on their way (go-back-N). */
export interface Outbox {
  /** A new list after every change. */
  readonly items: readonly Unsent[];
  /** A refusal asks for silence until then; 0 for none. */
  readonly holdUntil: number;
  add(unsent: Unsent): void;
  /** A connection is up for `owner`: `n` starts at 1. */
  open(window: number, owner: string): void;
  /** The connection is gone; what was on its way is queued again. */
  close(): void;
  /** The next frame to send, or `undefined` while there is none or it has to wait. */
  take(now: number, since: NonNullable<Send["since"]>): Send | undefined;
  /** What went out as `n`, which is answered now. */
  land(n: number): Unsent | undefined;
  /** Takes out a message that is stored, or discarded. */
  settle(id: string): Unsent | undefined;
  /** Goes back to `n` where the server can take it later, not before `again`; else that message has failed. */
  refuse(n: number, failed: Failed, again: number): void;
  /** Queues a failed message anew, behind the others. */
  retry(id: string): void;
}

const queued: Delivery = { state: "queued" };
const sending: Delivery = { state: "sending" };
const patientCodes: readonly string[] = ["rate-limited", "unavailable"] satisfies Nack["code"][];
const hopelessCodes: readonly string[] = ["too-long", "invalid", "empty"] satisfies Nack["code"][];

/** What is shown of a message that was refused. */
export function failure(code: string, message: string): Failed {
  return { state: "failed", code, message, canRetry: !hopelessCodes.includes(code) };
}

/** `unsent` on its way as far as `delivery` says. */
export function deliver(unsent: Unsent, delivery: Delivery): Unsent {
  return { ...unsent, item: { ...unsent.item, delivery } };
}

export function createOutbox(restored: readonly Unsent[]): Outbox {
  let items = restored;
  let holdUntil = 0;
  let next = 1;
  let window = 0;
  let owner: string;
  /** By `n`. A message stays here until its `n` is answered, even if its entry has settled it before. */
  const flying = new Map<number, Unsent>();
  /** Messages first tried on this connection. */
  const fresh = new Set<string>();

  const find = (id: string | undefined): Unsent | undefined => items.find(({ item }) => item.key === id);
  const replace = (unsent: Unsent): void => {
    items = items.map((old) => (old.item.key === unsent.item.key ? unsent : old));
  };

  const land = (n: number): Unsent | undefined => {
    const unsent = flying.get(n);
    flying.delete(n);
    return unsent;
  };

  return {
    get items() {
      return items;
    },
    get holdUntil() {
      return holdUntil;
    },
    add(unsent) {
      items = [...items, unsent];
    },
    open(size, user) {
      window = size;
      owner = user;
      next = 1;
      items = items.map((unsent) =>
        unsent.owner === undefined || unsent.owner === user || unsent.item.delivery.state === "failed"
          ? unsent
          : deliver(unsent, failure("other-conversation", "Written under another name.")),
      );
    },
    close() {
      window = holdUntil = 0;
      flying.clear();
      fresh.clear();
      items = items.map((unsent) => (unsent.item.delivery === sending ? deliver(unsent, queued) : unsent));
    },
    take(now, cursor) {
      if (now < holdUntil) return;
      holdUntil = 0;
      if (flying.size >= window) return;
      const first = items.find(({ item }) => item.delivery.state === "queued");
      if (!first) return;
      const { from: _from, ts: _ts, ...content } = first.item.message;
      const { since } = first;
      if (!since) fresh.add(content.id);
      const unsent = deliver({ ...first, since: since ?? cursor, owner }, sending);
      replace(unsent);
      flying.set(next, unsent);
      return { type: "send", n: next++, ...content, ...(since && !fresh.has(content.id) && { since }) };
    },
    land,
    settle(id) {
      const unsent = find(id);
      if (unsent) items = items.filter((other) => other !== unsent);
      return unsent;
    },
    refuse(n, failed, again) {
      if (!patientCodes.includes(failed.code)) {
        const refused = find(land(n)?.item.key);
        if (refused) replace(deliver(refused, failed));
        return;
      }
      if (!flying.has(n)) return;
      for (const [later, { item }] of flying) {
        if (later < n) continue;
        flying.delete(later);
        const unsent = find(item.key);
        if (unsent) replace(deliver(unsent, queued));
      }
      next = n;
      holdUntil = again;
    },
    retry(id) {
      const unsent = find(id);
      if (unsent?.item.delivery.state !== "failed" || !unsent.item.delivery.canRetry) return;
      const { item } = unsent;
      items = [...items.filter((other) => other !== unsent), { item: { ...item, delivery: queued } }];
    },
  };
}
