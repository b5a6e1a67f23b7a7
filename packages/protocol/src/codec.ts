import { clientFrames, sendNumber } from "./client-frames.ts";
import type { Check } from "./checks.ts";
import { like } from "./examples.ts";
import type { Ack, ClientFrame, ServerFrame } from "./frames.ts";
import { ProtocolError } from "./protocol-error.ts";
import { serverFrames } from "./server-frames.ts";

/**
 * Reads what a client sent. An unknown `type` gives `undefined`; it counts as a frame and does nothing.
 * @throws {ProtocolError} answered by closing with 4400, or by `nack invalid` where it has a `send`.
 */
export function decodeClientFrame(text: string): ClientFrame | undefined {
  const { type, frame } = parse(text);
  if (!Object.hasOwn(clientFrames, type)) return undefined;
  const check: Check<ClientFrame> = clientFrames[type as ClientFrame["type"]];
  try {
    return check(frame, type);
  } catch (error) {
    if (type === "send" && error instanceof ProtocolError) {
      const { n, id } = sendNumber(frame, type);
      error.send = { n, id };
    }
    throw error;
  }
}

/**
 * Reads what a server sent. An unknown `type` gives `undefined`.
 * @throws {ProtocolError | SyntaxError} the client drops the link and reconnects with backoff.
 */
export function decodeServerFrame(text: string): ServerFrame | undefined {
  const frame: unknown = JSON.parse(text);
  const { type } = like(frame, { type: "" }, "frame") as Pick<ServerFrame, "type">;
  if (!Object.hasOwn(serverFrames, type)) return undefined;
  // The table has an example of each type's own fields; the index cannot say so.
  return { type, ...(like(frame, serverFrames[type], type) as object) } as ServerFrame;
}

/** Writes a frame. Absent optional fields are left out. */
export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  return JSON.stringify(frame);
}

/** As {@link encodeFrame}, of the frame that is sent most. Its `id` is one that a `send` may have, so that nothing in it needs escaping. */
export function encodeAck({ n, id, seq, ts }: Pick<Ack, "n" | "id" | "seq" | "ts">): string {
  return `{"type":"ack","n":${n},"id":"${id}","seq":${seq},"ts":${ts}}`;
}

function parse(text: string): { readonly type: string; readonly frame: object } {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    throw new ProtocolError("not-json", "frame must be JSON");
  }
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    throw new ProtocolError("not-an-object", "frame must be a JSON object");
  }
  const type = "type" in frame ? frame.type : undefined;
  if (typeof type !== "string") throw new ProtocolError("no-type", "frame must have a string `type`");
  return { type, frame };
}
