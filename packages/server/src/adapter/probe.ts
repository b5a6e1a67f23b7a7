import { subprotocol } from "@ws-chat/protocol";

const [language, version] = subprotocol.split(".");
const body = JSON.stringify({ [`${language}`]: [version] });
// It says nothing secret, so any page may read it.
const headers = {
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
};

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an endpoint answers to a request that is no upgrade: a `GET` is how a client learns that a ws-chat endpoint is here. */
export function answerPlain(method: string): PlainAnswer {
  return method === "GET" || method === "HEAD"
    ? { status: 200, headers: { ...headers, "Content-Type": "application/json" }, body }
    : { status: 405, headers: { ...headers, Allow: "GET, HEAD" }, body: "" };
}
