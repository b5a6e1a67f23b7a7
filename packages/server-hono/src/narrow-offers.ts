import { languageOf } from "@ws-chat/server/adapter";
import type { Context } from "hono";

const name = "sec-websocket-protocol";

/**
 * Leaves, of the subprotocols that a request offers, the one that is to be selected, or none: what runtimes select by themselves is
 * not ours to say (docs/decisions/008-hono-subprotocol.md).
 */
export function narrowOffers(c: Context): void {
  const offers = c.req.header(name);
  const language = languageOf(offers);
  const selected = language === "text" ? undefined : language;
  if (offers === selected) return;
  narrowIncoming(c, selected);
  try {
    narrow(c.req.raw.headers, selected);
  } catch {
    // They cannot be written to: Deno.
    const headers = new Headers(c.req.raw.headers);
    narrow(headers, selected);
    c.req.raw = Object.create(c.req.raw, { headers: { value: headers } }) as Request;
  }
}

function narrow(headers: Headers, selected: string | undefined): void {
  if (selected === undefined) headers.delete(name);
  else headers.set(name, selected);
}

/** On Node, `ws` reads Node's request, which is beside Hono's. */
function narrowIncoming(c: Context, selected: string | undefined): void {
  // The cast: what `env` is depends on the runtime.
  const { incoming } = (c.env ?? {}) as {
    readonly incoming?: { readonly headers: Record<string, string | undefined> };
  };
  if (!incoming) return;
  if (selected === undefined) delete incoming.headers[name];
  else incoming.headers[name] = selected;
}
