import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeClientFrame, decodeServerFrame, encodeFrame, ProtocolError } from "@ws-chat/protocol";

/** `text`: a string, or its parts in order, where `{ repeat, times }` stands for a long run. */
interface Vector {
  readonly direction: "client" | "server";
  readonly name: string;
  readonly text: string | readonly (string | { readonly repeat: string; readonly times: number })[];
}
/** `result`: the frame as understood, `null` where it is ignored; absent where being accepted is all there is to say. */
interface Valid extends Vector {
  readonly result?: object | null;
}
interface Invalid extends Vector {
  readonly error: ProtocolError["code"];
  readonly field?: string;
}

function vectors<V>(file: string): V[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), "utf8")) as V[];
}

function textOf({ text }: Vector): string {
  if (typeof text === "string") return text;
  return text.map((part) => (typeof part === "string" ? part : part.repeat.repeat(part.times))).join("");
}

const decode = { client: decodeClientFrame, server: decodeServerFrame };

describe.each(["client", "server"] as const)("frames of a %s", (direction) => {
  const valid = vectors<Valid>("frames-valid.json").filter((vector) => vector.direction === direction);
  const invalid = vectors<Invalid>("frames-invalid.json").filter((vector) => vector.direction === direction);

  it.each(valid)("takes: $name", (vector) => {
    const frame = decode[direction](textOf(vector));
    if (vector.result === undefined) expect(frame).toBeDefined();
    else expect(frame ?? null).toStrictEqual(vector.result);
  });

  it.each(valid)("reads back what it writes: $name", (vector) => {
    const frame = decode[direction](textOf(vector));
    if (frame) expect(decode[direction](encodeFrame(frame))).toStrictEqual(frame);
  });

  it.each(invalid)("refuses: $name", (vector) => {
    let refusal: unknown;
    try {
      decode[direction](textOf(vector));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ProtocolError);
    expect(refusal).toMatchObject({ code: vector.error });
    if (vector.field) expect((refusal as ProtocolError).message).toMatch(`${vector.field} `);
  });

  it("has a valid and, where it has fields, an invalid vector of every type", () => {
    const types = { client: clientTypes, server: serverTypes }[direction];
    const typeOf = (vector: Vector) => /"type" ?: ?"([a-z]+)"/.exec(textOf(vector))?.[1];
    expect(new Set(valid.map(typeOf))).toEqual(new Set([...valid.map(typeOf), ...types]));
    const withFields = types.filter((type) => type !== "ping" && type !== "pong");
    expect(new Set(invalid.map(typeOf))).toEqual(new Set([...invalid.map(typeOf), ...withFields]));
  });
});

const clientTypes = ["hello", "send", "history", "typing", "read", "stop", "retry", "snapshot", "ping"];
const serverTypes = "welcome entry ack nack delta snapshot history typing presence read pong bye".split(" ");
