import type { Asked, Breaking, Told } from "./breaking-server.ts";

/** A server that keeps all rules but one, and the checks that have to notice. */
export interface Breakage extends Breaking {
  readonly does: string;
  readonly noticed: RegExp;
}

const good = JSON.stringify({ mode: "send", frames: [{ type: "hello" }] });
const refusals = /with 4(00|03|13|15)$|is listed$/;
const byes = /with 4(00|03|13|15)$|is listed$|^refuses in words|^ends with|bye with 1013|reason with bye|^A request of/;
const readable = /read the answer$|read a refusal$|to ask$/;

export const breakages: readonly Breakage[] = [
  {
    does: "takes any Content-Type for JSON",
    noticed: /with 415$/,
    request: headed({ "content-type": "application/json" }),
  },
  {
    does: "takes no Content-Type but one",
    noticed: /charset$/,
    request: (asked) =>
      /;/.test(asked.headers["content-type"] ?? "") ? headed({ "content-type": "no" })(asked) : asked,
  },
  {
    does: "judges no Origin",
    noticed: /with 403$|is listed$|own host|of a listed origin/,
    request: headed({ origin: undefined }),
  },
  {
    does: "admits no origin that is listed",
    noticed: /of a listed origin/,
    request: (asked) => ({ ...asked, path: asked.path.replace("/listed", "") }),
  },
  {
    does: "names * to every page",
    noticed: /with 403$|is listed$|nothing$|read the answer$|read a refusal$|to ask$/,
    answer: told({ "access-control-allow-origin": "*" }),
  },
  {
    does: "lets every page read and ask",
    noticed: /with 403$|is listed$|nothing$|without credentials$/,
    answer: (start, { headers: { origin } }) =>
      told({ "access-control-allow-origin": origin, "access-control-allow-credentials": "true" })(start),
  },
  { does: "lets no cookies along", noticed: readable, answer: told({ "access-control-allow-credentials": undefined }) },
  { does: "does not say that it depends on Origin", noticed: readable, answer: told({ vary: undefined }) },
  { does: "allows no POST", noticed: /to ask$/, answer: told({ "access-control-allow-methods": undefined }) },
  { does: "allows no Content-Type", noticed: /to ask$/, answer: told({ "access-control-allow-headers": undefined }) },
  {
    does: "does not answer OPTIONS",
    noticed: /to ask$|nothing$/,
    answer: (start, { method }) => (method === "OPTIONS" ? { ...start, status: 404 } : start),
  },
  {
    does: "hides the probe from other pages",
    noticed: /^answers GET/,
    answer: told({ "access-control-allow-origin": undefined }),
  },
  {
    does: "answers in a type of its own",
    noticed: /^answers (GET with|HEAD)|pong first$|^refuses in/,
    answer: told({ "content-type": "text/html" }),
  },
  {
    does: "takes other methods for GET",
    noticed: /with 405$/,
    request: (asked) => ({ ...asked, method: /PUT|PATCH|DELETE/.test(asked.method) ? "GET" : asked.method }),
  },
  { does: "says 200 whatever is wrong", noticed: refusals, answer: (start) => ({ ...start, status: 200 }) },
  { does: "takes whatever has come for a hello", noticed: /^refuses a body|^ends with/, request: bodied(() => good) },
  {
    does: "takes frames of any size",
    noticed: /1009/,
    request: bodied((body) => body.replace(/x{1000,}/, "")),
  },
  {
    does: "takes less than requestBytes",
    noticed: /^takes a body/,
    request: bodied((body) => (body.length > 500_000 ? body + " ".repeat(30_000) : body)),
  },
  { does: "goes without a word", noticed: byes, line: (line) => (isOf("bye", line) ? [] : [line]) },
  { does: "says another code", noticed: byes, line: framed("bye", (bye) => ({ ...bye, code: 4999 })) },
  {
    does: "gives no reason",
    noticed: /^refuses in words|reason with bye|^A request of/,
    line: framed("bye", ({ reason: _, ...bye }) => bye),
  },
  {
    does: "gives a reason that is too long",
    noticed: /reason with bye/,
    line: framed("bye", (bye) => ({ ...bye, reason: "x".repeat(124) })),
  },
  {
    does: "says no pong",
    noticed: /pong first$|at once|^A conversation of requests|charset$|^takes a body/,
    line: (line) => (isOf("pong", line) ? [] : [line]),
  },
  { does: "holds its lines back", noticed: /at once/, holdsBack: true },
  {
    does: "lets its answers be kept",
    noticed: /nobody keep|pong first$|with 4(00|15)$/,
    answer: told({ "cache-control": "private" }),
  },
  { does: "lets its lines be compressed", noticed: /on the way/, answer: told({ "cache-control": "no-store" }) },
  { does: "sets a cookie", noticed: /no cookie/, answer: told({ "set-cookie": ["id=1"] }) },
  {
    does: "opens every room to everybody",
    noticed: /^refuses in words/,
    request: (asked) => ({ ...asked, path: asked.path.replace("~", "") }),
  },
  {
    does: "has room for everybody",
    noticed: /1013/,
    request: (asked) => ({ ...asked, path: asked.path.replace("/full", "") }),
  },
  {
    does: "asks nobody for a token",
    noticed: /reason with bye/,
    request: (asked) => ({ ...asked, path: asked.path.replace("/members", "") }),
  },
  {
    does: "counts no frames",
    noticed: /^A rate limit/,
    request: (asked) => ({ ...asked, path: asked.path.replace("/rated", "/swift") }),
  },
  {
    does: "takes what another user has said",
    noticed: /^A request of/,
    request: bodied((body) => body.replace("v:another", "").replace('"user":"",', "")),
  },
  {
    does: "forgets where a client was",
    noticed: /^A conversation of requests|^Long polling/,
    request: bodied((body) => body.replace("resume", "presume")),
  },
  { does: "goes on when it has answered", noticed: /^Numbers of|^Long polling/, neverEnds: true },
  {
    does: "ends with its welcome",
    noticed: /leaves the answer open|in one request$|who listens/,
    endsBehind: /"welcome"/,
  },
  {
    does: "counts sends on",
    noticed: /^(Numbers of|Long|A conversation|A rate limit)|window of sends/,
    line: framed("ack", (ack) => ({ ...ack, n: Number(ack["n"]) + 1 })),
  },
  { does: "does not say what is said twice", noticed: /^Numbers of/, line: framed("ack", ({ dup: _, ...ack }) => ack) },
  {
    does: "shows entries to who speaks",
    noticed: /nothing else$|nothing of it/,
    line: (line, { body }) =>
      isOf("ack", line) && body.includes('"send","frames"') ? [line, '{"type":"entry"}\n'] : [line],
  },
  {
    does: "loses the pieces of a stream",
    noticed: /^brings a stream/,
    line: (line) => (isOf("delta", line) ? [] : [line]),
  },
];

export function headed(headers: Asked["headers"]): (asked: Asked) => Asked {
  return (asked) => ({ ...asked, headers: present({ ...asked.headers, ...headers }) });
}

export function told(headers: Told["headers"]): (start: Told) => Told {
  return (start) => ({ ...start, headers: present({ ...start.headers, ...headers }) });
}

function present(headers: Asked["headers"]): Asked["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

export function bodied(change: (body: string) => string): (asked: Asked) => Asked {
  return (asked) => ({ ...asked, body: change(asked.body) });
}

function isOf(type: string, line: string): boolean {
  return line.startsWith(`{"type":"${type}"`);
}

type Fields = Readonly<Record<string, unknown>>;

function framed(type: string, change: (frame: Fields) => Fields): (line: string) => readonly string[] {
  return (line) => [isOf(type, line) ? `${JSON.stringify(change(JSON.parse(line) as Fields))}\n` : line];
}
