/** What one close code means to a client of `ws-chat.v1`. */
export interface CloseCode {
  readonly code: number;
  /** `yes`: reconnect with backoff. `once`: reconnect once, then stop. `no`: stop until the user acts. */
  readonly retry: "yes" | "once" | "no";
}

/**
 * Whether a client comes back after `code`; total over all integers. The ranges follow who may assign a code
 * (RFC 6455, section 7.4.2); a code nobody thought of falls under its range.
 */
export function retryOf(code: number): CloseCode["retry"] {
  if (code === 4003 || code === 4004 || code === 4408) return "once";
  const stops =
    code === 1003 ||
    (code >= 1008 && code <= 1010) ||
    code === 3000 ||
    code === 3003 ||
    (code >= 3500 && code <= 3999) ||
    (code >= 4400 && code <= 4999);
  return stops ? "no" : "yes";
}

/* @__NO_SIDE_EFFECTS__ */
function row<const C extends number>(code: C): CloseCode & { readonly code: C } {
  return { code, retry: retryOf(code) };
}

/** Every code that this project sends or that a client meets with a meaning of its own. Any other falls under {@link retryOf}'s ranges. */
export const closeCodes = {
  normal: row(1000),
  goingAway: row(1001),
  protocolError: row(1002),
  unsupportedData: row(1003),
  noStatus: row(1005),
  abnormal: row(1006),
  invalidPayload: row(1007),
  policyViolation: row(1008),
  messageTooBig: row(1009),
  mandatoryExtension: row(1010),
  internalError: row(1011),
  serviceRestart: row(1012),
  tryAgainLater: row(1013),
  badGateway: row(1014),
  tlsHandshake: row(1015),
  unauthorizedRegistered: row(3000),
  forbiddenRegistered: row(3003),
  slow: row(4001),
  resumeNeeded: row(4002),
  tokenExpired: row(4003),
  moved: row(4004),
  badFrame: row(4400),
  unauthorized: row(4401),
  forbidden: row(4403),
  helloTimeout: row(4408),
  banned: row(4429),
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
  slow: "client took nothing for too long",
  resumeNeeded: "the log changed; come back with your cursor",
  tokenExpired: "the sign-in has expired",
  moved: "the room is elsewhere; `bye.room` names it",
  badFrame: "frame breaks the protocol",
  unauthorized: "sign-in missing or refused",
  forbidden: "room or origin not allowed",
  helloTimeout: "no hello in time",
  banned: "too many messages or requests",
};
