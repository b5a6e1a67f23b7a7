import { describe, expect, it } from "vitest";
import {
  decodeClientFrame,
  decodeServerFrame,
  encodeAck,
  encodeFrame,
  pingText,
  pongText,
  ProtocolError,
  type Send,
} from "@ws-chat/protocol";

const send: Send = { type: "send", n: 1, id: "a", text: "hi" };

describe("decodeClientFrame", () => {
  it("gives back what encodeFrame wrote", () => {
    expect(decodeClientFrame(encodeFrame(send))).toStrictEqual(send);
  });

  it("names the field and what it must be", () => {
    const data = encodeFrame({ ...send, quickReplies: [{ text: "a" }, { text: "" }] });
    expect(() => decodeClientFrame(data)).toThrow(
      expect.objectContaining({
        code: "bad-field",
        message: "send.quickReplies[1].text must be a string of 1 to 256 characters",
      }),
    );
  });

  it("says which message a nack can name, where only its content is wrong", () => {
    expect(() => decodeClientFrame('{"type":"send","n":7,"id":"a","text":1}')).toThrow(
      expect.objectContaining({ send: { n: 7, id: "a" } }),
    );
    for (const wrong of ['{"type":"send","n":0,"id":"a","text":1}', '{"type":"send","n":7,"id":"","text":1}']) {
      expect(() => decodeClientFrame(wrong)).toThrow(expect.not.objectContaining({ send: expect.anything() }));
    }
  });

  it("never repeats what the peer wrote in its complaint", () => {
    const secret = "hunter2";
    expect(() => decodeClientFrame(`{"type":"hello","token":{"${secret}":"${secret}"}}`)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    );
  });

  it("leaves the prototypes of everybody alone", () => {
    const proto = '"__proto__":{"polluted":1}';
    const frame = decodeClientFrame(
      `{"type":"send","n":1,"id":"a","text":"","data":{"a":{${proto}},${proto}},${proto}}`,
    );
    expect("polluted" in {}).toBe(false);
    expect(frame).toMatchObject({ data: { a: {} } });
    for (const part of [frame, (frame as Send).data, ((frame as Send).data as { a: object }).a]) {
      expect(Object.getPrototypeOf(part)).toBe(Object.prototype);
    }
  });

  it("survives JSON nested as deep as a frame can hold", () => {
    const brackets = "[".repeat(131_000);
    expect(() => decodeClientFrame(brackets)).toThrow(ProtocolError);
    const closed = brackets + "]".repeat(131_000);
    expect(() => decodeClientFrame(`{"type":"send","n":1,"id":"a","text":"","data":${closed}}`)).toThrow(ProtocolError);
  });
});

describe("encodeFrame", () => {
  it("leaves absent fields out", () => {
    const frame = { type: "bye", code: 1012, retryMs: undefined } as const;
    // @ts-expect-error an optional field is absent, not undefined; a caller in JavaScript may still pass it
    expect(encodeFrame(frame)).toBe('{"type":"bye","code":1012}');
  });

  it("writes ping and pong as the constant strings that a sleeping server answers", () => {
    expect(encodeFrame({ type: "ping" })).toBe(pingText);
    expect(encodeFrame({ type: "pong" })).toBe(pongText);
    expect(decodeClientFrame(pingText)).toEqual({ type: "ping" });
    expect(decodeServerFrame(pongText)).toEqual({ type: "pong" });
  });
});

describe("encodeAck", () => {
  it.each([
    { n: 1, id: "a", seq: 1, ts: 0 },
    { n: 4_294_967_296, id: "A-z_09".repeat(10), seq: Number.MAX_SAFE_INTEGER, ts: 1_790_000_000_000 },
  ])("writes what encodeFrame writes of $n", (ack) => {
    expect(encodeAck(ack)).toBe(encodeFrame({ type: "ack", ...ack }));
  });
});
