import type { Context } from "hono";

/** Bun's server, of which others have nothing. */
interface Timed {
  timeout?(request: Request, seconds: number): void;
}

/** What the connection may be silent for afterwards, its answer included. */
const idleSeconds = 30;

/**
 * Has a body come as slowly as whoever reads it allows: Bun would cut off, without an answer, what brings less than 16 KB a second for ten
 * seconds. `read` MUST end.
 */
export async function untimed<T>({ env, req }: Context, read: () => Promise<T>): Promise<T> {
  // The cast: what `env` is depends on the runtime, and on Bun also on who calls the app.
  const { server = env } = (env ?? {}) as { readonly server?: Timed };
  if (typeof server?.timeout !== "function") return read();
  server.timeout(req.raw, 0);
  try {
    return await read();
  } finally {
    // Bun would keep the next request on this connection, or nothing at all, waiting for ever.
    server.timeout(req.raw, idleSeconds);
  }
}
