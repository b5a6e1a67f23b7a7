import { describe, expect, it } from "vitest";
import { decodeClientFrame, encodeFrame } from "@ws-chat/protocol";

describe("decodeClientFrame", () => {
  it("gives back what encodeFrame wrote", () => {
    const frame = { type: "send", n: 1, id: "a", text: "hi" } as const;
    expect(decodeClientFrame(encodeFrame(frame))).toEqual(frame);
  });
});
