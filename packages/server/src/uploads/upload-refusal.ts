import type { Nack, NackCode } from "@ws-chat/protocol";

const statuses = {
  invalid: 400,
  empty: 400,
  "cut-off": 400,
  unauthorized: 401,
  forbidden: 403,
  missing: 404,
  "wrong-method": 405,
  late: 408,
  "too-long": 413,
  "wrong-type": 415,
  "rate-limited": 429,
  unavailable: 503,
} as const;

/** Why a file is not taken or not given. */
export type UploadFault = keyof typeof statuses;

const codes: { readonly [fault in UploadFault]: NackCode } = {
  invalid: "invalid",
  empty: "empty",
  "cut-off": "invalid",
  unauthorized: "forbidden",
  forbidden: "forbidden",
  missing: "invalid",
  "wrong-method": "invalid",
  late: "unavailable",
  "too-long": "too-long",
  "wrong-type": "invalid",
  "rate-limited": "rate-limited",
  unavailable: "unavailable",
};

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
    const nack: Nack = { type: "nack", code: codes[fault], message, ...(retryMs !== undefined && { retryMs }) };
    return new Response(JSON.stringify(nack), {
      status: statuses[fault],
      headers: {
        ...headers,
        "Content-Type": "application/json",
        ...(retryMs !== undefined && { "Retry-After": String(Math.ceil(retryMs / 1_000)) }),
        ...(fault === "unauthorized" && { "WWW-Authenticate": "Bearer" }),
      },
    });
  }
}
