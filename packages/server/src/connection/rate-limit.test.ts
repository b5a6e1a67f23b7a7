import { describe, expect, it } from "vitest";
import { fullBucket, takeToken } from "./rate-limit.ts";

const rate = { perSecond: 10, burst: 40 };

describe("takeToken", () => {
  it("grants a burst at once and then names the wait for half a burst", () => {
    const bucket = fullBucket(rate, 0);
    const waits = Array.from({ length: 41 }, () => takeToken(bucket, rate, 0));
    expect(waits.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 0));
    expect(waits[40]).toBe(2_000);
    expect(takeToken(bucket, rate, 2_000)).toBe(0);
  });

  it("never refuses who keeps to the rate", () => {
    const bucket = fullBucket(rate, 0);
    for (let frame = 1; frame <= 10_000; frame += 1) expect(takeToken(bucket, rate, frame * 100)).toBe(0);
  });

  it("calls it a flood when ten bursts were refused at once", () => {
    const bucket = fullBucket(rate, 0);
    const frames = Array.from({ length: 441 }, () => takeToken(bucket, rate, 0));
    expect(frames.at(-2)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(frames.at(-1)).toBe(Number.POSITIVE_INFINITY);
  });

  it("calls it a flood when ten times the rate goes on", () => {
    const bucket = fullBucket(rate, 0);
    let frames = 0;
    while (takeToken(bucket, rate, frames * 5) !== Number.POSITIVE_INFINITY) frames += 1;
    expect(frames * 5).toBeLessThan(10_000);
  });

  it("forgives a sender who comes back with a full window every time it is told to", () => {
    const bucket = fullBucket(rate, 0);
    let now = 0;
    for (let visit = 0; visit < 200; visit += 1) {
      const waits = Array.from({ length: 32 }, () => takeToken(bucket, rate, now));
      expect(waits).not.toContain(Number.POSITIVE_INFINITY);
      now += Math.max(...waits, 1);
    }
  });

  it("survives a clock that is set back", () => {
    const bucket = fullBucket(rate, 10_000);
    for (let frame = 0; frame < 40; frame += 1) takeToken(bucket, rate, 10_000);
    expect(takeToken(bucket, rate, 0)).toBeGreaterThan(0);
    expect(takeToken(bucket, rate, 2_000)).toBe(0);
  });
});
