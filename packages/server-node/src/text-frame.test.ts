import { describe, expect, it } from "vitest";
import { textFrame } from "./text-frame.ts";

describe("textFrame", () => {
  it.each([
    [0, [0x81, 0]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [65_535, [0x81, 126, 255, 255]],
    [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
    [16_909_060, [0x81, 127, 0, 0, 0, 0, 1, 2, 3, 4]],
  ])("writes the length %d in as few bytes as it may", (length, header) => {
    const frame = textFrame("x".repeat(length));
    expect([...Buffer.from(frame.slice(0, header.length), "latin1")]).toEqual(header);
    expect(frame.length).toBe(header.length + length);
  });

  it.each(["é", "𝄞 and a fish: 🐟", "\uD800 alone", "plain", "\u0000\u007F\u0080\u00FF"])(
    "writes %j as UTF-8",
    (text) => {
      expect(Buffer.from(textFrame(text).slice(2), "latin1")).toEqual(Buffer.from(text));
    },
  );
});
