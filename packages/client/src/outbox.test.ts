import { describe, expect, it } from "vitest";
import { itemOf } from "./items.ts";
import { createOutbox, failure, type Outbox } from "./outbox.ts";
import type { Unsent } from "./unsent.ts";

const cursor = { epoch: "e", seq: 7 };

const unsent = (id: string): Unsent => {
  const message = { id, from: { id: "me", role: "visitor" }, ts: 1, text: id };
  return { item: { ...itemOf("me", message), delivery: { state: "queued" } } };
};
const filled = (...ids: string[]): Outbox => createOutbox(ids.map(unsent));
const states = ({ items }: Outbox): string[] => items.map(({ item }) => `${item.key} ${item.delivery.state}`);

/** All that may go out now, as `n id`. */
function take(outbox: Outbox, now = 0, at = cursor): string[] {
  const taken: string[] = [];
  for (;;) {
    const frame = outbox.take(now, at);
    if (!frame) return taken;
    taken.push(`${frame.n} ${frame.id}`);
  }
}

describe("createOutbox", () => {
  it("gives nothing out before a connection is up", () => {
    const outbox = filled("a");
    expect(take(outbox)).toEqual([]);
    outbox.open(8, "v:1");
    expect(take(outbox)).toEqual(["1 a"]);
  });

  it("counts n from 1 in each connection and keeps the order", () => {
    const outbox = filled("a", "b", "c");
    outbox.open(8, "v:1");
    expect(take(outbox)).toEqual(["1 a", "2 b", "3 c"]);
    outbox.close();
    expect(states(outbox)).toEqual(["a queued", "b queued", "c queued"]);
    outbox.open(8, "v:1");
    expect(take(outbox)).toEqual(["1 a", "2 b", "3 c"]);
  });

  it("has no more under way than the window, whatever has been settled by its entry", () => {
    const outbox = filled("a", "b", "c");
    outbox.open(2, "v:1");
    expect(take(outbox)).toEqual(["1 a", "2 b"]);
    outbox.settle("a");
    expect(take(outbox)).toEqual([]);
    expect(outbox.land(1)?.item.key).toBe("a");
    expect(take(outbox)).toEqual(["3 c"]);
  });

  it("has its whole window on each connection, whatever was under way on the last", () => {
    const outbox = filled("a", "b", "c");
    for (let connections = 0; connections < 3; connections += 1) {
      outbox.open(2, "v:1");
      expect(take(outbox)).toEqual(["1 a", "2 b"]);
      outbox.close();
    }
  });

  it("tells since on a connection after the first attempt, and the cursor of that attempt", () => {
    const outbox = filled("a", "b");
    outbox.open(1, "v:1");
    expect(outbox.take(0, cursor)).toEqual({ type: "send", n: 1, id: "a", text: "a" });
    outbox.close();
    outbox.open(8, "v:1");
    const later = { epoch: "e", seq: 9, id: "x" };
    expect(outbox.take(0, later)).toEqual({ type: "send", n: 1, id: "a", text: "a", since: cursor });
    expect(outbox.take(0, later)).toEqual({ type: "send", n: 2, id: "b", text: "b" });
  });

  it("tells since after a reload", () => {
    const outbox = filled("a");
    outbox.open(8, "v:1");
    take(outbox);
    const reloaded = createOutbox(JSON.parse(JSON.stringify(outbox.items)));
    expect(states(reloaded)).toEqual(["a queued"]);
    reloaded.open(8, "v:1");
    expect(reloaded.take(0, { epoch: "e", seq: 50 })?.since).toEqual(cursor);
  });

  it("goes back to the refused n and waits", () => {
    const outbox = filled("a", "b", "c", "d");
    outbox.open(3, "v:1");
    take(outbox);
    outbox.land(1);
    outbox.settle("a");
    outbox.goBack(2, 500);
    expect(states(outbox)).toEqual(["b queued", "c queued", "d queued"]);
    expect(outbox.holdUntil).toBe(500);
    expect(take(outbox, 499)).toEqual([]);
    expect(take(outbox, 500)).toEqual(["2 b", "3 c", "4 d"]);
    expect(outbox.holdUntil).toBe(0);
  });

  it("sends no since on the same connection after going back", () => {
    const outbox = filled("a");
    outbox.open(3, "v:1");
    take(outbox);
    outbox.goBack(1, 0);
    expect(outbox.take(0, cursor)).not.toHaveProperty("since");
  });

  it("goes back over a message that was discarded in the meantime", () => {
    const outbox = filled("a", "b", "c");
    outbox.open(3, "v:1");
    take(outbox);
    outbox.settle("b");
    outbox.goBack(2, 0);
    expect(take(outbox)).toEqual(["2 c"]);
  });

  it("ignores a refusal of an n that is not under way", () => {
    const outbox = filled("a", "b");
    outbox.open(8, "v:1");
    take(outbox);
    outbox.goBack(9, 500);
    outbox.fail(9, failure("too-long", ""));
    expect(states(outbox)).toEqual(["a sending", "b sending"]);
    expect(outbox.holdUntil).toBe(0);
  });

  it("fails one message and lets the others go on", () => {
    const outbox = filled("a", "b");
    outbox.open(8, "v:1");
    take(outbox);
    outbox.fail(1, failure("too-long", "at most 10 bytes"));
    expect(outbox.items[0]?.item.delivery).toEqual({
      state: "failed",
      code: "too-long",
      message: "at most 10 bytes",
      canRetry: false,
    });
    expect(states(outbox)).toEqual(["a failed", "b sending"]);
    outbox.close();
    expect(states(outbox)).toEqual(["a failed", "b queued"]);
  });

  it.each([
    ["too-long", false],
    ["empty", false],
    ["invalid", false],
    ["expired", true],
    ["forbidden", true],
    ["other-conversation", true],
    ["of-a-later-revision", true],
  ])("says whether a retry can help against %s", (code, canRetry) => {
    expect(failure(code, "")).toMatchObject({ canRetry });
  });

  it("sends a failed message again behind the others, as if for the first time", () => {
    const outbox = filled("a", "b");
    outbox.open(8, "v:1");
    take(outbox);
    outbox.fail(1, failure("expired", ""));
    outbox.retry("b");
    outbox.retry("a");
    expect(states(outbox)).toEqual(["b sending", "a queued"]);
    expect(outbox.take(0, { epoch: "f", seq: 1 })).toEqual({ type: "send", n: 3, id: "a", text: "a" });
  });

  it("keeps what was tried for one person from going out for another", () => {
    const outbox = filled("a", "b");
    outbox.open(1, "v:1");
    take(outbox);
    outbox.close();
    outbox.open(8, "u:1");
    expect(take(outbox)).toEqual(["1 b"]);
    expect(outbox.items[0]?.item.delivery).toMatchObject({ state: "failed", code: "other-conversation" });
    outbox.retry("a");
    expect(take(outbox)).toEqual(["2 a"]);
  });

  it("keeps what another page has tried for one person from going out for another", () => {
    const outbox = filled("b");
    outbox.open(8, "u:1");
    outbox.adopt([{ ...unsent("a"), since: cursor, owner: "v:1" }]);
    expect(take(outbox)).toEqual(["1 b"]);
    expect(states(outbox)).toEqual(["a failed", "b sending"]);
  });

  it("sends what another page has tried as a repeat, before its own", () => {
    const outbox = filled("b");
    outbox.open(8, "v:1");
    const tried = { ...unsent("a"), since: cursor, owner: "v:1" };
    outbox.adopt([{ ...tried, item: { ...tried.item, delivery: { state: "sending" } } }]);
    const later = { epoch: "e", seq: 9 };
    expect(outbox.take(0, later)).toEqual({ type: "send", n: 1, id: "a", text: "a", since: cursor });
    expect(outbox.take(0, later)).toEqual({ type: "send", n: 2, id: "b", text: "b" });
  });

  it("changes an item only when what it shows changes", () => {
    const outbox = filled("a", "b");
    const [, before] = outbox.items;
    outbox.open(1, "v:1");
    take(outbox);
    outbox.close();
    expect(outbox.items[1]?.item).toBe(before?.item);
  });
});
