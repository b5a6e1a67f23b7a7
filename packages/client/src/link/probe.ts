import { limits } from "@ws-chat/protocol";

/**
 * Asks, without credentials, whether an endpoint speaks `ws-chat.v1`: to a browser, a server that does not and a dead
 * network look the same.
 */
export async function probe(url: string): Promise<boolean> {
  try {
    const response = await fetch(url.replace("ws", "http"), {
      credentials: "omit",
      signal: AbortSignal.timeout(limits.connectMs),
    });
    const answer = (await response.json()) as { readonly "ws-chat": readonly string[] };
    return answer["ws-chat"].includes("v1");
  } catch {
    return false;
  }
}

/** Tells the developer that the other side does not answer as a ws-chat. */
export function hint(url: string): void {
  console.warn(`ws-chat: no ws-chat.v1 at ${url}. Is it running? Any other server needs protocol="text".`);
}
