/** What one close code means to a client of `ws-chat.v1`. */
export interface CloseCode {
  readonly code: number;
  /** `yes`: reconnect with backoff. `once`: reconnect once, then stop. `no`: stop until the user acts. */
  readonly retry: "yes" | "once" | "no";
}

/** The total table: every code that this project sends or that a client meets with a meaning of its own. Codes beyond it fall under {@link retryOf}'s ranges. */
export const closeCodes = {
  normal: { code: 1000, retry: "yes" },
  goingAway: { code: 1001, retry: "yes" },
  protocolError: { code: 1002, retry: "yes" },
  unsupportedData: { code: 1003, retry: "no" },
  noStatus: { code: 1005, retry: "yes" },
  abnormal: { code: 1006, retry: "yes" },
  invalidPayload: { code: 1007, retry: "yes" },
  policyViolation: { code: 1008, retry: "no" },
  messageTooBig: { code: 1009, retry: "no" },
  mandatoryExtension: { code: 1010, retry: "no" },
  internalError: { code: 1011, retry: "yes" },
  serviceRestart: { code: 1012, retry: "yes" },
  tryAgainLater: { code: 1013, retry: "yes" },
  badGateway: { code: 1014, retry: "yes" },
  tlsHandshake: { code: 1015, retry: "yes" },
  unauthorizedRegistered: { code: 3000, retry: "no" },
  forbiddenRegistered: { code: 3003, retry: "no" },
  slow: { code: 4001, retry: "yes" },
  resumeNeeded: { code: 4002, retry: "yes" },
  tokenExpired: { code: 4003, retry: "once" },
  moved: { code: 4004, retry: "once" },
  badFrame: { code: 4400, retry: "no" },
  unauthorized: { code: 4401, retry: "no" },
  forbidden: { code: 4403, retry: "no" },
  helloTimeout: { code: 4408, retry: "once" },
  banned: { code: 4429, retry: "no" },
} as const satisfies Record<string, CloseCode>;

/** Name of a close code in {@link closeCodes}. */
export type CloseName = keyof typeof closeCodes;

/** The table's last column: what a code means, in the words of the close reason. Apart, so that a browser need not fetch it. */
export const closeMeanings: Readonly<Record<CloseName, string>> = {
  normal: "closed without a reason",
  goingAway: "server or page goes away",
  protocolError: "WebSocket framing error",
  unsupportedData: "binary frame; this protocol is text",
  noStatus: "closed without a code",
  abnormal: "connection lost or refused",
  invalidPayload: "text frame is not UTF-8",
  policyViolation: "policy violation",
  messageTooBig: "frame above the hard cap",
  mandatoryExtension: "missing extension",
  internalError: "server error",
  serviceRestart: "server drains or restarts",
  tryAgainLater: "server is full",
  badGateway: "gateway error",
  tlsHandshake: "TLS handshake failed",
  unauthorizedRegistered: "unauthorized (IANA)",
  forbiddenRegistered: "forbidden (IANA)",
  slow: "client took nothing for 30 s",
  resumeNeeded: "the log changed; come back with your cursor",
  tokenExpired: "token expired; come back with a fresh one",
  moved: "the room is elsewhere; `bye.room` names it",
  badFrame: "frame breaks the protocol",
  unauthorized: "credential missing or refused",
  forbidden: "room or origin not allowed",
  helloTimeout: "no hello in time",
  banned: "too many violations",
};

const byCode = new Map<number, CloseCode>(Object.values(closeCodes).map((row) => [row.code, row]));

/** Whether a client comes back after `code`; total over all integers. Ranges: 3500-3999 and 4400-4999 stop, everything else retries. */
export function retryOf(code: number): CloseCode["retry"] {
  const row = byCode.get(code);
  if (row) return row.retry;
  return (code >= 3500 && code <= 3999) || (code >= 4400 && code <= 4999) ? "no" : "yes";
}
