import { describe, expect, it } from "vitest";
import { closeCodes, closeMeanings, limits, retryOf } from "@ws-chat/protocol";

/** Who stops, as the design lists it; everything else comes back. */
function stopsByRange(code: number): boolean {
  return [1003, 1008, 1009, 1010, 3000, 3003].includes(code) || inRange(code, 3500, 3999) || inRange(code, 4400, 4999);
}
function inRange(code: number, from: number, to: number): boolean {
  return code >= from && code <= to;
}
/** Codes that a client answers with one more attempt. */
const onceOnly = [4003, 4004, 4408];

describe("retryOf", () => {
  it("decides for every close code there can be, by its range", () => {
    for (let code = 1000; code <= 4999; code += 1) {
      const expected = onceOnly.includes(code) ? "once" : stopsByRange(code) ? "no" : "yes";
      expect([code, retryOf(code)]).toEqual([code, expected]);
    }
  });

  it("comes back after what is no close code at all", () => {
    for (const code of [0, -1, 999, 5000, Number.NaN]) expect(retryOf(code)).toBe("yes");
  });
});

describe("closeCodes", () => {
  it("gives each code one name", () => {
    const codes = Object.values(closeCodes).map((row) => row.code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("says of each row what retryOf says", () => {
    for (const { code, retry } of Object.values(closeCodes)) expect(retry).toBe(retryOf(code));
  });

  it("has a meaning for each row that fits a close frame", () => {
    expect(Object.keys(closeMeanings)).toEqual(Object.keys(closeCodes));
    for (const meaning of Object.values(closeMeanings)) {
      expect(new TextEncoder().encode(meaning).length).toBeLessThanOrEqual(limits.closeReasonBytes);
    }
  });
});
