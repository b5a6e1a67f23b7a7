import type { Nack, NackCode } from "@ws-chat/protocol";

/** Each with what it is over HTTP, and as a nack. */
const faults = {
  invalid: { status: 400, code: "invalid" },
  empty: { status: 400, code: "empty" },
  "cut-off": { status: 400, code: "invalid" },
  unauthorized: { status: 401, code: "forbidden" },
  forbidden: { status: 403, code: "forbidden" },
  missing: { status: 404, code: "invalid" },
  "wrong-method": { status: 405, code: "invalid" },
  late: { status: 408, code: "unavailable" },
  "too-long": { status: 413, code: "too-long" },
  "wrong-type": { status: 415, code: "invalid" },
  "rate-limited": { status: 429, code: "rate-limited" },
  unavailable: { status: 503, code: "unavailable" },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly code: NackCode }>>;

/** Why a file is not taken or not given. */
type UploadFault = keyof typeof faults;

/** When to try again what is over in a moment, and what somebody may have to mend. */
export const soonMs = 1_000;
export const laterMs = 5_000;

/** A refusal on its way to an answer. The message is for the person who sent the file. */
export class UploadRefusal extends Error {
  readonly fault: UploadFault;
  readonly retryMs: number | undefined;

  constructor(fault: UploadFault, message: string, retryMs?: number) {
    super(message);
    this.name = "UploadRefusal";
    this.fault = fault;
    this.retryMs = retryMs;
  }

  response(headers: Readonly<Record<string, string>>): Response {
    const { fault, message, retryMs } = this;
    const { status, code } = faults[fault];
    const nack: Nack = { type: "nack", code, message, ...(retryMs !== undefined && { retryMs }) };
    return new Response(JSON.stringify(nack), {
      status,
      headers: {
        ...headers,
        "Content-Type": "application/json",
        ...(retryMs !== undefined && { "Retry-After": String(Math.ceil(retryMs / 1_000)) }),
        ...(fault === "unauthorized" && { "WWW-Authenticate": "Bearer" }),
      },
    });
  }
}

export function restarting(): UploadRefusal {
  return new UploadRefusal("unavailable", "The server is restarting. Try again.", soonMs);
}
