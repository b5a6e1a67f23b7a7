import type { IncomingMessage } from "node:http";
import type { Arrival } from "./inbox.ts";

export const linesType = "application/x-ndjson";
/** The end of an answer that says nothing of its conversation. */
export const inOrder = 0;
/** An answer that was cut off, as a connection that was lost. */
export const cutOff = 1006;

/** The lines of an answer, and at last how it ended. `open` holds back what comes next for as long as it likes. */
export async function* arrivalsOf(
  answer: IncomingMessage,
  open: () => Promise<void> = () => Promise.resolve(),
): AsyncGenerator<Arrival, void> {
  const decoder = new TextDecoder();
  let last: unknown;
  let rest = "";
  try {
    for await (const chunk of answer as AsyncIterable<Uint8Array>) {
      await open();
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield { frame: (last = parsed(line)) };
    }
  } catch {
    rest = "cut off";
  }
  const { type, code, reason } = (last ?? {}) as { readonly type?: string; readonly code?: number; reason?: string };
  if (rest !== "") yield { closed: cutOff, reason: `an end that is no whole line: ${rest.slice(0, 80)}` };
  else if (type === "bye") yield { closed: Number(code), reason: reason ?? "" };
  else yield { closed: inOrder, reason: "" };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
