import type { Entry, ServerFrame, Welcome } from "@ws-chat/protocol";
import { describe, expect, it } from "vitest";
import { emptyTimeline, itemsOf, type Timeline } from "./timeline.ts";
import { reduce } from "./timeline.test-support.ts";

const entry = (seq: number, more: Partial<Entry> = {}) =>
  ({
    type: "entry",
    seq,
    kind: "message",
    id: `i${seq}`,
    from: { id: "bot", role: "bot" },
    ts: seq,
    text: `${seq}`,
    ...more,
  }) as const;
const range = (from: number, to: number, more: Partial<Entry> = {}): Entry[] =>
  Array.from({ length: to - from + 1 }, (_, at) => entry(from + at, more));
const page = (before: number, entries: readonly Entry[], more: boolean) =>
  ({ type: "history", before, entries, more }) as const;
const welcome = (seq: number, more: Partial<Welcome> = {}): Welcome => ({
  type: "welcome",
  user: { id: "v:1", role: "visitor" },
  room: "~v:1",
  epoch: "e",
  seq,
  id: seq > 0 ? `i${seq}` : "",
  resumed: false,
  streams: [],
  features: [],
  pingMs: 1,
  limits: { textBytes: 1, window: 1, historyEntries: 1 },
  ...more,
});

function after(frames: readonly ServerFrame[], from: Timeline = emptyTimeline): Timeline {
  return frames.reduce((timeline, frame) => reduce(timeline, frame, 0), from);
}
const shown = (timeline: Timeline): string =>
  itemsOf(timeline)
    .map((item) => (item.type === "gap" ? "|" : item.message.text))
    .join(" ");

describe("reduce, history", () => {
  it("puts pages below what is shown", () => {
    const first = after([welcome(6), page(7, range(5, 6), true), entry(7)]);
    expect(shown(first)).toBe("5 6 7");
    expect(first).toMatchObject({ low: 5, more: true });
    const second = after([page(5, range(1, 4), false)], first);
    expect(shown(second)).toBe("1 2 3 4 5 6 7");
    expect(second).toMatchObject({ low: 1, more: false });
  });

  it("ignores an answer to a question it no longer asks", () => {
    const timeline = after([welcome(6), page(7, range(5, 6), true)]);
    expect(shown(after([page(7, range(5, 6), true)], timeline))).toBe("5 6");
    expect(shown(after([page(3, range(1, 2), false)], timeline))).toBe("5 6");
  });

  it("takes a page without entries for the end of the log", () => {
    expect(after([welcome(6), page(7, [], true)])).toMatchObject({ low: 7, more: false });
  });

  it("hides a no-reply that was answered later", () => {
    const failed = entry(1, { re: 1, status: "no-reply", text: "none" });
    expect(shown(after([welcome(2), page(3, [entry(2, { re: 1 })], true), page(2, [failed], false)]))).toBe("2");
  });
});

describe("reduce, a log that does not go on from the cursor", () => {
  const ten = after([welcome(0), ...range(1, 10).map((each) => entry(each.seq))]);

  it("shows a gap below what was shown", () => {
    const torn = after([welcome(900)], ten);
    expect(shown(torn)).toBe("1 2 3 4 5 6 7 8 9 10 |");
    expect(torn).toMatchObject({ low: 901, more: true, torn: true, cursor: { seq: 900, id: "i900" } });
  });

  it("closes the gap where history meets what was shown", () => {
    const torn = after([welcome(15), entry(16), page(16, range(13, 15), true)], ten);
    expect(shown(torn)).toBe("1 2 3 4 5 6 7 8 9 10 | 13 14 15 16");
    const closed = after([page(13, range(9, 12), true)], torn);
    expect(shown(closed)).toBe("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16");
    expect(closed).toMatchObject({ low: 1, more: false, torn: false });
  });

  it("keeps the gap where the log was trimmed", () => {
    const trimmed = after([welcome(15), page(16, range(13, 15), false)], ten);
    expect(shown(trimmed)).toBe("1 2 3 4 5 6 7 8 9 10 | 13 14 15");
    expect(trimmed.more).toBe(false);
  });

  it("drops what the log lost, and takes what it has in its place", () => {
    const restored = after([welcome(8)], ten);
    expect(shown(restored)).toBe("1 2 3 4 5 6 7 8 |");
    expect(shown(after([page(9, range(1, 8), false)], restored))).toBe("1 2 3 4 5 6 7 8");
    const written = [...range(1, 6), entry(7, { id: "new", text: "seven" }), entry(8, { id: "newer", text: "eight" })];
    expect(shown(after([page(9, written, false)], restored))).toBe("1 2 3 4 5 6 seven eight");
  });

  it("drops shown entries that differ from the log before the two meet", () => {
    const differing = range(9, 12).map((each) => ({ ...each, id: `n${each.seq}`, text: `n${each.seq}` }));
    const torn = after([welcome(12), page(13, differing, true)], ten);
    expect(shown(torn)).toBe("1 2 3 4 5 6 7 8 | n9 n10 n11 n12");
    expect(shown(after([page(9, range(5, 8), true)], torn))).toBe("1 2 3 4 5 6 7 8 n9 n10 n11 n12");
  });

  it("does not take a message that was stored anew at another place for a meeting point", () => {
    const moved = [entry(9, { id: "n9", text: "n9" }), entry(10, { id: "i9", text: "9 again" }), entry(11)];
    const torn = after([welcome(11), page(12, moved, true)], ten);
    expect(shown(torn)).toBe("1 2 3 4 5 6 7 8 | n9 9 again 11");
    expect(shown(after([page(9, range(8, 8), true)], torn))).toBe("1 2 3 4 5 6 7 8 n9 9 again 11");
  });

  it("shows no gap where nothing is left above it", () => {
    const differing = range(1, 12).map((each) => ({ ...each, id: `n${each.seq}`, text: `n${each.seq}` }));
    expect(shown(after([welcome(12), page(13, differing, false)], ten))).toBe("n1 n2 n3 n4 n5 n6 n7 n8 n9 n10 n11 n12");
    expect(shown(after([welcome(0)], ten))).toBe("");
  });

  it("compares no seq across epochs", () => {
    const other = range(1, 3).map((each) => ({ ...each, id: `o${each.seq}`, text: `o${each.seq}` }));
    const anew = after([welcome(3, { epoch: "f" }), page(4, other, false)], ten);
    expect(shown(anew)).toBe("1 2 3 4 5 6 7 8 9 10 | o1 o2 o3");
    expect(anew).toMatchObject({ torn: false, more: false, cursor: { epoch: "f", seq: 3 } });
    expect(shown(after([welcome(1, { epoch: "f" })], anew))).toBe("1 2 3 4 5 6 7 8 9 10 | o1 |");
  });

  it("shows one gap where nothing came between two", () => {
    const twice = after([welcome(20), welcome(40)], ten);
    expect(shown(twice)).toBe("1 2 3 4 5 6 7 8 9 10 |");
    expect(itemsOf(twice).at(-1)?.key).toBe(itemsOf(after([welcome(20)], ten)).at(-1)?.key);
  });

  it("closes gap after gap", () => {
    const twice = after([welcome(15), page(16, [entry(15)], true), welcome(20), page(21, range(19, 20), true)], ten);
    expect(shown(twice)).toBe("1 2 3 4 5 6 7 8 9 10 | 15 | 19 20");
    const once = after([page(19, range(14, 18), true)], twice);
    expect(shown(once)).toBe("1 2 3 4 5 6 7 8 9 10 | 15 16 17 18 19 20");
    expect(once).toMatchObject({ low: 15, more: true });
    expect(shown(after([page(15, range(8, 14), true)], once))).toBe(
      "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    );
  });

  it("leaves an older log alone where nothing of the newer one is left", () => {
    const anew = after([welcome(3, { epoch: "f" }), welcome(4, { epoch: "f" })], ten);
    const other = range(1, 4).map((each) => ({ ...each, id: `o${each.seq}`, text: `o${each.seq}` }));
    expect(anew.torn).toBe(false);
    expect(shown(after([page(5, other, false)], anew))).toBe("1 2 3 4 5 6 7 8 9 10 | o1 o2 o3 o4");
  });
});
