export const plainHeaders = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
const preflightSeconds = 7_200;

/** Its cookies may count, so it is named and not `*`. */
export function readableBy(origin: string | undefined): Readonly<Record<string, string>> {
  return {
    Vary: "Origin",
    ...(origin !== undefined && { "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true" }),
  };
}

/** Lets pages of `origin` send a `POST` with those headers. */
export function preflight(origin: string | undefined, headers: string): Readonly<Record<string, string>> {
  return {
    ...readableBy(origin),
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": headers,
    "Access-Control-Max-Age": String(preflightSeconds),
  };
}
