import { type CloseName, limits } from "@ws-chat/protocol";
import { frameTexts } from "./frame-texts.ts";

/** What one `POST` asks for. */
export interface Exchange {
  /** `stream`: whatever happens, for as long as the answer may last. `poll`: until something has happened. `send`: what becomes of `frames`. */
  readonly mode: "stream" | "poll" | "send";
  /** A hello and what follows it, as texts. */
  readonly frames: readonly string[];
  /** Whom the frames are meant to come from; another's they shall not become. */
  readonly user?: string;
}

/** Why a `POST` was not taken. */
export interface Refusal {
  readonly status: number;
  readonly name: CloseName;
  readonly detail: string;
}

/** Reads the body of a `POST` as far as it may go. Never rejects. */
export async function readExchange(
  body: AsyncIterable<Uint8Array> | null,
  contentType: string | undefined,
): Promise<Exchange | Refusal> {
  // A page of another site can send no such body unasked: its browser asks first (Fetch, "CORS-preflight").
  if (!/^application\/json *(;|$)/i.test(contentType ?? "")) {
    return { status: 415, name: "badFrame", detail: "Content-Type must be application/json" };
  }
  const text = await readText(body);
  if (typeof text !== "string") return text;
  try {
    return exchangeIn(text) ?? malformed("body must be {mode, frames}");
  } catch {
    return malformed("body is not JSON");
  }
}

async function readText(body: AsyncIterable<Uint8Array> | null): Promise<string | Refusal> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const chunks = body?.[Symbol.asyncIterator]();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), limits.requestMs);
  const tooLate = new Promise<undefined>((resolve) => late.signal.addEventListener("abort", () => resolve(undefined)));
  let text = "";
  try {
    for (let bytes = 0; ; ) {
      const next = await Promise.race([chunks?.next(), tooLate]);
      if (late.signal.aborted) return { status: 408, name: "helloTimeout", detail: "the body took too long" };
      if (!next || next.done) return text + decoder.decode();
      bytes += next.value.byteLength;
      if (bytes > limits.requestBytes) return { status: 413, name: "messageTooBig", detail: "the body is too big" };
      text += decoder.decode(next.value, { stream: true });
    }
  } catch {
    return malformed("body is not UTF-8, or was cut off");
  } finally {
    clearTimeout(timer);
    // Not awaited: a source may end only when its peer does.
    chunks?.return?.().catch(() => {});
  }
}

function exchangeIn(text: string): Exchange | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) return undefined;
  const { mode, frames, user } = value as { readonly [name in keyof Exchange]?: unknown };
  if (mode !== "stream" && mode !== "poll" && mode !== "send") return undefined;
  if (!Array.isArray(frames) || frames.length === 0 || frames.length > limits.requestFrames) return undefined;
  if (user !== undefined && typeof user !== "string") return undefined;
  return { mode, frames: frameTexts(text), ...(user !== undefined && { user }) };
}

function malformed(detail: string): Refusal {
  return { status: 400, name: "badFrame", detail };
}
