import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  closeCodes,
  decodeClientFrame,
  decodeServerFrame,
  encodeFrame,
  limits,
  ProtocolError,
} from "@ws-chat/protocol";

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

function textOf({ text }: Pick<Vector, "text">): string {
  if (typeof text === "string") return text;
  return text.map((part) => (typeof part === "string" ? part : part.repeat.repeat(part.times))).join("");
}

const decode = { client: decodeClientFrame, server: decodeServerFrame };

/** Why a frame was refused. A client's decoder is small and says it in fewer codes than words. */
function reasonOf(refusal: unknown): string {
  if (refusal instanceof SyntaxError) return "not-json";
  if (!(refusal instanceof ProtocolError)) throw refusal;
  if (refusal.message.startsWith("frame.type ")) return "no-type";
  return refusal.code === "bad-field" && refusal.message.startsWith("frame ") ? "not-an-object" : refusal.code;
}

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
    expect(reasonOf(refusal)).toBe(vector.error);
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

/** A request by HTTP; PROTOCOL.md, "Vectors". */
interface RequestVector {
  readonly name: string;
  readonly request: { readonly method: string; readonly body?: Vector["text"] | object };
  readonly answer: { readonly status: number; readonly lines?: readonly { type: string; code?: number }[] };
}

describe("requests by HTTP", () => {
  const requests = vectors<RequestVector>("requests.json");
  const bodyOf = ({ body = "" }: RequestVector["request"]): string =>
    typeof body === "string" || Array.isArray(body) ? textOf({ text: body as Vector["text"] }) : JSON.stringify(body);
  const named = (name: string): { readonly mode: string; readonly frames: unknown[]; readonly bytes: number } => {
    const text = bodyOf((requests.find((each) => each.name === name) as RequestVector).request);
    return { ...(JSON.parse(text) as { mode: string; frames: unknown[] }), bytes: Buffer.byteLength(text) };
  };

  it("are named each by itself", () => {
    expect(new Set(requests.map(({ name }) => name)).size).toBe(requests.length);
  });

  it.each(requests.filter(({ answer }) => answer.lines?.some(({ type }) => type === "bye")))(
    "end with a code of the table: $name",
    ({ answer: { status, lines = [] } }) => {
      const { type, code } = lines.at(-1) ?? {};
      expect(type).toBe("bye");
      expect(Object.values(closeCodes).map((each) => each.code)).toContain(code);
      const isAnswered = lines[0]?.type === "pong";
      expect(status === 200).toBe(isAnswered);
    },
  );

  it.each(requests.filter(({ answer }) => answer.lines?.some(({ type }) => type === "welcome")))(
    "begin with a hello where they are welcomed: $name",
    ({ request }) => {
      const { mode, frames } = JSON.parse(bodyOf(request)) as { mode: string; frames: object[] };
      expect(["stream", "poll", "send"]).toContain(mode);
      expect(decodeClientFrame(JSON.stringify(frames[0]))).toMatchObject({ type: "hello" });
    },
  );

  it("are as long as limits allow, and longer", () => {
    expect(named("takes a body of requestBytes").bytes).toBe(limits.requestBytes);
    expect(named("refuses a body above requestBytes with 413").bytes).toBeGreaterThan(limits.requestBytes);
    expect(named("refuses a body that has more frames than requestFrames with 400").frames).toHaveLength(
      limits.requestFrames + 1,
    );
    const [, frame] = named("ends with 1009 at a frame above frameBytes").frames;
    expect(JSON.stringify(frame).length).toBeGreaterThan(limits.frameBytes);
  });
});

const clientTypes = ["hello", "send", "history", "typing", "read", "stop", "retry", "snapshot", "ping"];
const serverTypes = "welcome entry ack nack delta snapshot history typing presence read pong bye".split(" ");
