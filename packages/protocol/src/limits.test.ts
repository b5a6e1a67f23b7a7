import { describe, expect, it } from "vitest";
import { decodeClientFrame, encodeFrame, fitsBytes, limits, type Send } from "@ws-chat/protocol";

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

describe("limits", () => {
  it("let the longest text through in one frame, however it must be escaped, beside the largest data", () => {
    const send: Send = {
      type: "send",
      n: Number.MAX_SAFE_INTEGER,
      id: "i".repeat(limits.idChars),
      since: { epoch: "e".repeat(limits.epochChars), seq: Number.MAX_SAFE_INTEGER },
      text: "\u0000".repeat(limits.textBytes),
      format: "markdown",
      data: "d".repeat(limits.dataBytes - 2),
    };
    const text = encodeFrame(send);
    expect(bytesOf(text)).toBeLessThanOrEqual(limits.frameBytes);
    expect(decodeClientFrame(text)).toEqual(send);
  });

  it("let the largest hello through in one frame", () => {
    const hello = encodeFrame({
      type: "hello",
      secret: "A".repeat(22),
      token: "\u20AC".repeat(limits.tokenChars),
      name: "\u20AC".repeat(limits.nameChars),
      metadata: { page: "p".repeat(limits.metadataBytes - 11) },
      resume: { epoch: "e".repeat(limits.epochChars), seq: 1, id: "i".repeat(limits.idChars) },
    });
    expect(bytesOf(hello)).toBeLessThanOrEqual(limits.frameBytes);
    expect(decodeClientFrame(hello)).toMatchObject({ type: "hello" });
  });

  it("keep a quiet client, even one whose timers are throttled to once a minute", () => {
    expect(limits.idleMs).toBeGreaterThanOrEqual(2 * (60_000 + limits.graceMs));
    expect(limits.idleMs).toBeGreaterThan(limits.pingMs + limits.graceMs);
  });

  it("renew a typist before clients drop it", () => {
    expect(limits.typingRenewMs).toBeLessThan(limits.typingMs);
  });

  it("replay no more than history can page through", () => {
    expect(limits.replayEntries % limits.historyEntries).toBe(0);
  });
});

describe("fitsBytes", () => {
  it.each([
    ["", 0, true],
    ["abc", 3, true],
    ["abcd", 3, false],
    ["é", 2, true],
    ["é", 1, false],
    ["€€", 6, true],
    ["€€", 5, false],
    ["😀", 4, true],
    ["😀", 3, false],
  ])("measures %j against %i bytes: %j", (text, max, fits) => {
    expect(fitsBytes(text, max)).toBe(fits);
  });
});
