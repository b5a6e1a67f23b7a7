import { clientFrames } from "./client-frames.ts";
import type { Check } from "./checks.ts";
import type { ClientFrame, ServerFrame } from "./frames.ts";
import { ProtocolError } from "./protocol-error.ts";
import { serverFrames } from "./server-frames.ts";

/**
 * Reads what a client sent. An unknown `type` gives `undefined`; it counts as a frame and does nothing.
 * @throws {ProtocolError} answered by closing with 4400.
 */
export function decodeClientFrame(text: string): ClientFrame | undefined {
  return decode<ClientFrame>(text, clientFrames);
}

/**
 * Reads what a server sent. An unknown `type` gives `undefined`.
 * @throws {ProtocolError} the client drops the link and reconnects with backoff.
 */
export function decodeServerFrame(text: string): ServerFrame | undefined {
  return decode<ServerFrame>(text, serverFrames);
}

/** Writes a frame. Absent optional fields are left out. */
export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  return JSON.stringify(frame);
}

function decode<F extends { readonly type: string }>(
  text: string,
  checks: { readonly [T in F["type"]]: Check<Omit<Extract<F, { type: T }>, "type">> },
): F | undefined {
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
  if (!Object.hasOwn(checks, type)) return undefined;
  // The table has a check of F's own shape at each of F's types; the index cannot say so.
  return { type, ...checks[type as F["type"]](frame, type) } as unknown as F;
}
