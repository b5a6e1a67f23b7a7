import { describe, expect, it } from "vitest";
import { failedAttempt, greetingId, noReplyId, replyId } from "./reply-id.ts";

const tag = "AbCdEfGhIjKlMnOpQrStUv";
const other = "BbCdEfGhIjKlMnOpQrStUv";

describe("replyId", () => {
  it("is the same for the same author and message, and another for any other", () => {
    const ids = [
      replyId(tag, "m1"),
      replyId(tag, "m2"),
      replyId(other, "m1"),
      noReplyId(tag, "m1", 1),
      noReplyId(tag, "m1", 2),
      noReplyId(tag, "m1", 12),
      greetingId(tag),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(replyId(tag, "m1")).toBe(ids[0]);
  });

  it("fits into an id for message ids of every length, and keeps them apart", () => {
    const ids = Array.from({ length: 64 }, (_, at) => "x".repeat(at + 1)).flatMap((id) => [
      replyId(tag, id),
      replyId(tag, `${id.slice(1)}y`),
      noReplyId(tag, id, 99),
    ]);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("failedAttempt", () => {
  it.each([1, 2, 12, 99])("reads attempt %d back", (attempt) => {
    expect(failedAttempt(noReplyId(tag, "m1", attempt))).toBe(attempt);
  });
});
