import { describe, expect, it } from "vitest";
import { Streams } from "./streams.ts";

const bot = { id: "bot", role: "bot" };
const opening = { type: "snapshot", id: "s", i: 0, text: "", from: bot, re: 7 } as const;
const delta = (i: number, text: string) => ({ type: "delta", id: "s", i, text }) as const;

describe("Streams", () => {
  it("adds deltas up and takes each once", () => {
    const streams = new Streams();
    const taken = [opening, delta(1, "a"), delta(1, "a"), delta(2, "b")].map((signal) => streams.apply(signal));
    expect(taken).toEqual([true, true, false, true]);
    expect(streams.snapshot("s")).toEqual({ ...opening, i: 2, text: "ab" });
    expect(streams.ids).toEqual(["s"]);
  });

  it("takes nothing behind a hole, and goes on from the next snapshot", () => {
    const streams = new Streams();
    expect(streams.apply(delta(1, "of a stream unknown"))).toBe(false);
    streams.apply(opening);
    expect(streams.apply(delta(2, "b"))).toBe(false);
    expect(streams.snapshot("s")?.text).toBe("");
    streams.apply({ ...opening, i: 2, text: "ab" });
    expect(streams.apply(delta(3, "c"))).toBe(true);
    expect(streams.snapshot("s")).toMatchObject({ i: 3, text: "abc" });
  });

  it("ends a stream at its entry, and at nobody else's entry of that id", () => {
    const streams = new Streams();
    streams.apply(opening);
    const entry = { seq: 8, kind: "message", id: "s", ts: 0, text: "x" };
    streams.finish({ ...entry, from: { id: "v:eve", role: "visitor" } });
    expect(streams.ids).toEqual(["s"]);
    streams.finish({ ...entry, from: bot });
    expect([streams.ids, streams.snapshot("s")]).toEqual([[], undefined]);
  });
});
