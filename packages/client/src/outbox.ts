import type { Nack, Send } from "@ws-chat/protocol";
import type { Delivery } from "./chat-client.ts";
import type { Unsent } from "./unsent.ts";

type Failed = Extract<Delivery, { state: "failed" }>;

/** Unsettled messages in the order they go out, and the window of those on their way (go-back-N). */
export interface Outbox {
  /** A new list after every change. */
  readonly items: readonly Unsent[];
  /** A refusal asks for silence until then; 0 for none. */
  readonly holdUntil: number;
  add(unsent: Unsent): void;
  /** Takes in what another page has left, before one's own. */
  adopt(left: readonly Unsent[]): void;
  /** A connection is up for `owner`: `n` starts at 1. */
  open(window: number, owner: string): void;
  /** The connection is gone; what was on its way is queued again. */
  close(): void;
  /** The next frame to send, or `undefined` while there is none or it has to wait. */
  take(now: number, since: NonNullable<Send["since"]>): Send | undefined;
  /** What went out as `n`, which is answered now. */
  land(n: number): Unsent | undefined;
  /** Takes out a message that is stored, handed over or discarded; `false` where it is not there. */
  settle(id: string): boolean;
  /** That message has failed. */
  fail(n: number, failed: Failed): void;
  /** `n` and all after it wait until `holdUntil` and go out again. */
  goBack(n: number, holdUntil: number): void;
  /** Queues a failed message anew, behind the others. */
  retry(id: string): void;
}

const hopeless: readonly string[] = ["too-long", "invalid", "empty"] satisfies Nack["code"][];

export function failure(code: string, message: string): Failed {
  return { state: "failed", code, message, canRetry: !hopeless.includes(code) };
}

export function createOutbox(restored: readonly Unsent[]): Outbox {
  let items = restored.map(requeue);
  let holdUntil = 0;
  let next = 1;
  let window = 0;
  let owner = "";
  /** By `n`. A message stays here until its `n` is answered, even if its entry has settled it before. */
  const flying = new Map<number, Unsent>();

  function change(id: string | undefined, delivery: Delivery, more?: Partial<Unsent>): void {
    items = items.map((unsent) => (unsent.item.key === id ? deliver({ ...unsent, ...more }, delivery) : unsent));
  }
  function land(n: number): Unsent | undefined {
    const unsent = flying.get(n);
    flying.delete(n);
    return unsent;
  }

  const outbox: Outbox = {
    get items() {
      return items;
    },
    get holdUntil() {
      return holdUntil;
    },
    add(unsent) {
      items = [...items, unsent];
    },
    adopt(left) {
      items = [...left.map(requeue), ...items];
    },
    open(size, user) {
      window = size;
      owner = user;
      next = 1;
    },
    close() {
      window = holdUntil = 0;
      flying.clear();
      items = items.map(requeue);
    },
    take(now, cursor) {
      if (now < holdUntil) return undefined;
      holdUntil = 0;
      const first = items.find(({ item }) => item.delivery.state === "queued");
      if (!first || flying.size >= window) return undefined;
      if ((first.owner ?? owner) !== owner) {
        change(first.item.key, failure("other-conversation", "Written under another name."));
        return outbox.take(now, cursor);
      }
      const { since = { epoch: cursor.epoch, seq: cursor.seq }, again } = first;
      const { from: _from, ts: _ts, ...content } = first.item.message;
      change(content.id, { state: "sending" }, { since, owner });
      flying.set(next, first);
      return { type: "send", n: next++, ...content, ...(again && { since }) };
    },
    land,
    settle(id) {
      const { length } = items;
      items = items.filter(({ item }) => item.key !== id);
      return items.length < length;
    },
    fail(n, failed) {
      change(land(n)?.item.key, failed);
    },
    goBack(n, until) {
      if (!flying.has(n)) return;
      for (const later of flying.keys()) {
        if (later >= n) change(land(later)?.item.key, { state: "queued" });
      }
      next = n;
      holdUntil = until;
    },
    retry(id) {
      const failed = items.find(({ item }) => item.key === id && item.delivery.state === "failed");
      if (!failed) return;
      outbox.settle(id);
      outbox.add({ item: deliver(failed, { state: "queued" }).item });
    },
  };
  return outbox;
}

function deliver(unsent: Unsent, delivery: Delivery): Unsent {
  return { ...unsent, item: { ...unsent.item, delivery } };
}

/** As it is between two connections. */
function requeue(unsent: Unsent): Unsent {
  const { item, since } = unsent;
  if (item.delivery.state === "failed") return unsent;
  const queued = item.delivery.state === "queued" ? unsent : deliver(unsent, { state: "queued" });
  return since ? { ...queued, again: true } : queued;
}
