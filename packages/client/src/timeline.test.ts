import type { Entry, ServerFrame, Welcome } from "@ws-chat/protocol";
import { describe, expect, it } from "vitest";
import { emptyTimeline, isHole, isTorn, itemsOf, type Timeline } from "./timeline.ts";
import { reduce } from "./timeline.test-support.ts";

const bot = { id: "bot", role: "bot" };
const me = { id: "v:1", role: "visitor" };

const welcome = (more: Partial<Welcome> = {}): Welcome => ({
  type: "welcome",
  user: me,
  room: "~v:1",
  epoch: "e",
  seq: 0,
  id: "",
  resumed: false,
  streams: [],
  features: [],
  pingMs: 1,
  limits: { textBytes: 1, window: 1, historyEntries: 1 },
  ...more,
});
const entry = (seq: number, more: Partial<Entry> = {}) =>
  ({ type: "entry", seq, kind: "message", id: `i${seq}`, from: bot, ts: seq, text: `t${seq}`, ...more }) as const;
const snapshot = (id: string, i = 0, text = "", from = bot) => ({ type: "snapshot", id, i, text, from }) as const;
const delta = (id: string, i: number, text: string) => ({ type: "delta", id, i, text }) as const;
const resumed = (seq: number, more: Partial<Welcome> = {}): Welcome =>
  welcome({ seq, id: `i${seq}`, resumed: true, ...more });

function after(frames: readonly ServerFrame[], from: Timeline = emptyTimeline): Timeline {
  return frames.reduce((timeline, frame) => reduce(timeline, frame, 1_000), from);
}

/** What is shown, one word a line: `gap`, the text, `…` behind what still grows, `!status`. */
function shown(timeline: Timeline): string[] {
  return itemsOf(timeline).map((item) => {
    if (item.type === "gap") return "gap";
    const { text, status } = item.message;
    return `${text}${item.streaming ? "…" : ""}${status ? `!${status}` : ""}`;
  });
}

describe("reduce, entries", () => {
  it("adopts the welcome's cursor at first contact", () => {
    const timeline = after([welcome({ seq: 5, id: "i5" })]);
    expect(timeline.cursor).toEqual({ epoch: "e", seq: 5, id: "i5" });
    expect(timeline).toMatchObject({ low: 6, more: true, torn: false, items: [] });
    expect(after([welcome()])).toMatchObject({ low: 1, more: false });
  });

  it("takes the next entry, once, and moves the cursor to it", () => {
    const timeline = after([welcome(), entry(1), entry(2), entry(2), entry(1)]);
    expect(shown(timeline)).toEqual(["t1", "t2"]);
    expect(timeline.cursor).toEqual({ epoch: "e", seq: 2, id: "i2" });
  });

  it("shows nothing behind a hole and does not move", () => {
    const timeline = after([welcome(), entry(1)]);
    expect(isHole(timeline, 2)).toBe(false);
    expect(isHole(timeline, 3)).toBe(true);
    expect(after([entry(3)], timeline)).toBe(timeline);
  });

  it("counts an entry of a kind it does not know and shows nothing", () => {
    const timeline = after([welcome(), entry(1), entry(2, { kind: "reaction", text: "" }), entry(3)]);
    expect(shown(timeline)).toEqual(["t1", "t3"]);
    expect(timeline.cursor?.seq).toBe(3);
  });

  it("keeps its cursor when the log goes on from it", () => {
    const timeline = after([welcome(), entry(1), entry(2)]);
    expect(after([resumed(2), entry(3)], timeline)).toMatchObject({ cursor: { seq: 3 }, low: 1, torn: false });
  });

  it("keeps the items that do not change", () => {
    const before = itemsOf(after([welcome(), entry(1)]));
    const timeline = after([welcome(), entry(1)]);
    const [first] = itemsOf(timeline);
    expect(itemsOf(after([entry(2)], timeline))[0]).toBe(first);
    expect(before).toHaveLength(1);
  });

  it("gives one's own messages a bare key and others' a key of their author's", () => {
    const items = itemsOf(after([welcome(), entry(1, { from: me, id: "x" }), entry(2, { id: "x" })]));
    expect(items.map(({ key }) => key)).toEqual(["x", "bot/x"]);
    expect(items[0]).toMatchObject({ delivery: { state: "sent" } });
    expect(items[1]).not.toHaveProperty("delivery");
  });

  it.each([
    [
      [entry(1), entry(2, { re: 1, status: "no-reply", text: "" })],
      ["t1", "!no-reply"],
    ],
    [
      [entry(1), entry(2, { re: 1, status: "no-reply", text: "" }), entry(3, { re: 1 })],
      ["t1", "t3"],
    ],
    [
      [
        entry(1),
        entry(2, { re: 1, status: "no-reply", text: "a" }),
        entry(3, { re: 1, status: "no-reply", text: "b" }),
      ],
      ["t1", "b!no-reply"],
    ],
    [
      [entry(1), entry(2, { re: 1 }), entry(3, { re: 1, status: "no-reply", text: "" })],
      ["t1", "t2", "!no-reply"],
    ],
    [
      [entry(1), entry(2, { status: "no-reply", text: "a" }), entry(3)],
      ["t1", "a!no-reply", "t3"],
    ],
  ] as const)("shows a no-reply only while it knows no later answer (%#)", (frames, lines) => {
    expect(shown(after([welcome(), ...frames]))).toEqual(lines);
  });
});

describe("reduce, streams", () => {
  const open = after([welcome(), entry(1), snapshot("s"), delta("s", 1, "a"), delta("s", 2, "b")]);

  it("grows with each delta and becomes the entry under the same key", () => {
    expect(shown(open)).toEqual(["t1", "ab…"]);
    const done = after([entry(2, { id: "s", text: "ab." })], open);
    expect(shown(done)).toEqual(["t1", "ab."]);
    expect(itemsOf(done)[1]?.key).toBe(itemsOf(open)[1]?.key);
    expect(done.streams).toEqual([]);
  });

  it("drops a repeated delta, and asks for a snapshot where one is missing", () => {
    expect(shown(after([delta("s", 2, "b"), delta("s", 1, "a")], open))).toEqual(["t1", "ab…"]);
    expect(isTorn(open, delta("s", 3, "c"))).toBe(false);
    expect(isTorn(open, delta("s", 1, "a"))).toBe(false);
    expect(isTorn(open, delta("s", 4, "d"))).toBe(true);
    expect(isTorn(open, delta("unknown", 1, "a"))).toBe(true);
    expect(shown(after([delta("s", 4, "d")], open))).toEqual(["t1", "ab…"]);
  });

  it("takes a snapshot for all that came before", () => {
    expect(shown(after([snapshot("s", 7, "abcdefg"), delta("s", 7, "g"), delta("s", 8, "h")], open))).toEqual([
      "t1",
      "abcdefgh…",
    ]);
  });

  it("ignores deltas and snapshots of a stream whose entry it has seen", () => {
    const done = after([entry(2, { id: "s", text: "ab." })], open);
    expect(isTorn(done, delta("s", 3, "c"))).toBe(false);
    expect(after([snapshot("s", 3, "abc")], done)).toBe(done);
  });

  it("lets nobody end somebody else's stream", () => {
    const other = after([entry(2, { id: "s", from: { id: "u:2", role: "user" }, text: "mine" })], open);
    expect(shown(other)).toEqual(["t1", "ab…", "mine"]);
  });

  it("stays where it opened while others write, and takes its place in the log at its end", () => {
    const busy = after([entry(2), entry(3), snapshot("later"), delta("later", 1, "z"), entry(4)], open);
    expect(shown(busy)).toEqual(["t1", "ab…", "t2", "t3", "z…", "t4"]);
    expect(shown(after([entry(5, { id: "s", text: "ab." })], busy))).toEqual(["t1", "t2", "t3", "z…", "t4", "ab."]);
  });

  it("goes on after a reconnect, and shows as interrupted where it does not", () => {
    expect(shown(after([resumed(1, { streams: ["s"] }), delta("s", 3, "c")], open))).toEqual(["t1", "abc…"]);
    const gone = after([resumed(1)], open);
    expect(shown(gone)).toEqual(["t1", "ab!interrupted"]);
    expect(shown(after([entry(2, { id: "s", text: "ab", status: "interrupted" })], gone))).toEqual([
      "t1",
      "ab!interrupted",
    ]);
    expect(shown(after([snapshot("s", 1, "x")], gone))).toEqual(["t1", "x…"]);
  });

  it("stands behind what it has missed of the log while it goes on", () => {
    const page = { type: "history", before: 6, entries: [entry(4), entry(5)], more: true } as const;
    const away = welcome({ seq: 5, id: "i5", streams: ["s"] });
    const timeline = after([welcome(), entry(1), snapshot("s", 1, "once"), away, page]);
    expect(shown(timeline)).toEqual(["t1", "gap", "t4", "t5", "once…"]);
  });

  it("keeps the text of a stream that died with its log", () => {
    expect(shown(after([welcome({ epoch: "f" })], open))).toEqual(["t1", "ab!interrupted", "gap"]);
  });
});
