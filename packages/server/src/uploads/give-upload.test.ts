import { describe, expect, it } from "vitest";
import { rangeIn } from "./give-upload.ts";

describe("rangeIn", () => {
  it.each([
    ["bytes=0-0", 10, { start: 0, end: 0 }],
    ["bytes=2-5", 10, { start: 2, end: 5 }],
    ["bytes=2-", 10, { start: 2, end: 9 }],
    ["bytes=2-99", 10, { start: 2, end: 9 }],
    ["bytes=-3", 10, { start: 7, end: 9 }],
    ["bytes=-99", 10, { start: 0, end: 9 }],
    ["bytes=10-", 10, "unsatisfiable"],
    ["bytes=-0", 10, "unsatisfiable"],
    ["bytes=99999999999999999999-", 10, "unsatisfiable"],
    ["bytes=5-2", 10, undefined],
    ["bytes=0-1,3-4", 10, undefined],
    ["bytes=-", 10, undefined],
    ["bytes= 1-2", 10, undefined],
    ["items=0-1", 10, undefined],
    ["", 10, undefined],
    [undefined, 10, undefined],
  ] as const)("of %j in %d bytes: %j", (header, size, range) => {
    expect(rangeIn(header, size)).toEqual(range);
  });
});
