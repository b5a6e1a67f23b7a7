import { subprotocol } from "@ws-chat/protocol";

const [language, version] = subprotocol.split(".");
const body = JSON.stringify({ [`${language}`]: [version] });

/** What an endpoint answers to a `GET` that is no upgrade, by which a client learns that a ws-chat is here. It says nothing secret, so any page may read it. */
export function answerProbe(headers: Readonly<Record<string, string>>): Response {
  return new Response(body, {
    headers: { ...headers, "Access-Control-Allow-Origin": "*", "Content-Type": "application/json" },
  });
}
