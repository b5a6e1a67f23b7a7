import type { IncomingMessage } from "node:http";
import type { Arrival } from "./inbox.ts";

export const linesType = "application/x-ndjson";
/** The end of an answer that says nothing of its conversation. */
export const inOrder = 0;
/** An answer that was cut off, as a connection that was lost. */
export const cutOff = 1006;

/** The lines of an answer with their ends, which the last may lack. Throws where it is cut off. */
export async function* linesOf(answer: IncomingMessage): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield `${line}\n`;
  }
  if (rest !== "") yield rest;
}

/** The frames of an answer, and at last how it ended. */
export async function* arrivalsOf(answer: IncomingMessage): AsyncGenerator<Arrival, void> {
  let last: unknown;
  try {
    for await (const line of linesOf(answer)) {
      if (!line.endsWith("\n")) return yield { closed: cutOff, reason: `no whole line: ${line.slice(0, 80)}` };
      yield { frame: (last = parsed(line)) };
    }
  } catch {
    return yield { closed: cutOff, reason: "cut off" };
  }
  const { type, code, reason = "" } = (last ?? {}) as { type?: string; code?: number; reason?: string };
  yield type === "bye" ? { closed: Number(code), reason } : { closed: inOrder, reason: "" };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
