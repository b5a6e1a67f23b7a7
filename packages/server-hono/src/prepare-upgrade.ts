import { languageOf } from "@ws-chat/server/adapter";
import type { Context } from "hono";

/**
 * Writes into an upgrade what the runtimes' helpers would get wrong. Of the subprotocols it leaves the one that is to be selected, or
 * none (docs/decisions/008-hono-subprotocol.md). And Deno's wants its `Upgrade` in small letters, which Apache does not send.
 */
export function prepareUpgrade(c: Context): void {
  const language = languageOf(c.req.header("sec-websocket-protocol"));
  rewrite(c, "sec-websocket-protocol", language === "text" ? undefined : language);
  rewrite(c, "upgrade", "websocket");
}

/** Sets one header of the request, or deletes it, wherever a helper may look. One that is right is not touched. */
function rewrite(c: Context, name: string, value: string | undefined): void {
  if (c.req.header(name) === value) return;
  rewriteIncoming(c, name, value);
  try {
    write(c.req.raw.headers, name, value);
  } catch {
    // They cannot be written to: Deno.
    const headers = new Headers(c.req.raw.headers);
    write(headers, name, value);
    c.req.raw = Object.create(c.req.raw, { headers: { value: headers } }) as Request;
  }
}

function write(headers: Headers, name: string, value: string | undefined): void {
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
}

/** On Node, `ws` reads Node's request, which is beside Hono's. */
function rewriteIncoming(c: Context, name: string, value: string | undefined): void {
  // The cast: what `env` is depends on the runtime.
  const { incoming } = (c.env ?? {}) as {
    readonly incoming?: { readonly headers: Record<string, string | undefined> };
  };
  if (!incoming) return;
  if (value === undefined) delete incoming.headers[name];
  else incoming.headers[name] = value;
}
