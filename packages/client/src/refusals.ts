import type { Nack } from "@ws-chat/protocol";

const passing: readonly string[] = ["rate-limited", "unavailable"] satisfies Nack["code"][];

/** Whether what was refused may be asked again: the server says when, or the code is one that passes. */
export function isPassing(code: Nack["code"], retryMs: number | undefined): boolean {
  return retryMs !== undefined || passing.includes(code);
}
