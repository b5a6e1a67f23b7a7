import type { Context } from "hono";

/**
 * The body of a request, for whoever reads it first.
 * @throws {Error} where middleware has read it, with the remedy.
 */
export function unreadBody({ req }: Context): ReadableStream<Uint8Array> | null {
  const { body, bodyUsed } = req.raw;
  if (!bodyUsed && !body?.locked) return body;
  throw new Error(
    `chatHandler: middleware has read the body of ${req.method} ${req.path} before it; register that after chatHandler, or have it leave this path out`,
  );
}
