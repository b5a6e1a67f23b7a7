import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { buffer } from "node:stream/consumers";
import type { Check } from "../check.ts";
import { joined, randomSecret } from "../conversation.ts";
import { patienceMs } from "../inbox.ts";
import type { Visit } from "../visit.ts";

const part = "Uploads";
const shop = "https://shop.example";

export const uploads: readonly Check[] = (
  [
    {
      part,
      title: "takes a picture, and gives it back as it was, to be shown",
      async run(visit) {
        const { status, headers, json } = await bring(visit, { name: "a dot.png", bytes: png });
        assert.equal(status, 201);
        assert.match(String(headers["cache-control"]), /\bno-store\b/);
        assert.partialDeepStrictEqual(json, { name: "a dot.png", type: "image/png", size: png.length });
        const found = await read(visit, json);
        assert.equal(found.status, 200);
        assert(found.bytes.equals(png), "the bytes are others");
        assert.equal(found.headers["content-type"], "image/png");
        assert.match(String(found.headers["content-disposition"]), /^inline; filename\*=UTF-8''a%20dot\.png$/);
        assertHarmless(found);
      },
    },
    {
      part,
      title: "gives a page and a drawing out for saving only, whatever they were called",
      async run(visit) {
        for (const hostile of ["<!doctype html><script>alert(1)</script>", "<?xml version='1.0'?><svg onload='x'/>"]) {
          const bytes = Buffer.from(hostile);
          const { json } = await bring(visit, { name: "harmless.png", type: "image/png", bytes });
          assert.equal(json["type"], "text/plain");
          const found = await read(visit, json);
          assert.match(String(found.headers["content-disposition"]), /^attachment/);
          assert.doesNotMatch(String(found.headers["content-type"]), /html|xml|svg|script|image/);
          assertHarmless(found);
        }
      },
    },
    {
      part,
      title: "refuses with 415 what is none of the kinds that it takes",
      async run(visit) {
        const bytes = Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0, 0]);
        assertRefused(await bring(visit, { name: "setup.pdf", type: "application/pdf", bytes }), 415, "invalid");
      },
    },
    {
      part,
      title: "refuses with 400 an empty file",
      async run(visit) {
        assertRefused(await bring(visit, { bytes: Buffer.alloc(0) }), 400, "empty");
      },
    },
    {
      part,
      title: "takes a file of uploadBytes, and refuses one of a byte more with 413, announced or not",
      profile: "terse",
      async run(visit) {
        const { welcome } = await joined(visit);
        const { uploadBytes } = welcome["limits"] as { readonly uploadBytes?: unknown };
        assert(typeof uploadBytes === "number", "welcome.limits has no uploadBytes");
        for (const isChunked of [false, true]) {
          const most = Buffer.alloc(uploadBytes, "x");
          assert.equal((await bring(visit, { bytes: most, isChunked })).status, 201);
          const more = Buffer.alloc(uploadBytes + 1, "x");
          assertRefused(await bring(visit, { bytes: more, isChunked }), 413, "too-long");
        }
      },
    },
    {
      part,
      title: "cleans the names that files come with",
      async run(visit) {
        for (const [written, clean] of [
          ["../../etc/passwd", /^[^/\\]+$/],
          ["..%2F..\\a", /^[^/\\]+$/],
          ["photo\u202Egpj.exe", /^photo ?gpj\.exe$/],
          ["a\u0000b\u001F\n.txt", /^ab ?\.txt$/],
          ["..", /^(?!\.+$)./],
          ["", /./],
          [`${"ä".repeat(300)}.txt`, /^ä{100,}.{0,3}\.txt$/],
        ] as const) {
          const { status, json } = await bring(visit, { name: written });
          assert.equal(status, 201, JSON.stringify(written));
          const name = String(json["name"]);
          assert.match(name, clean);
          assert(name.length <= 255, "it is too long");
          const found = await read(visit, json);
          assert.equal(found.status, 200, `${JSON.stringify(json)} is not found`);
          const [, named = ""] = /filename\*=UTF-8''(\S*)$/.exec(String(found.headers["content-disposition"])) ?? [];
          assert.equal(decodeURIComponent(named), name);
        }
      },
    },
    {
      part,
      title: "takes a message with the file, and delivers both",
      async run(visit) {
        const room = visit.of(randomSecret());
        const { json } = await bring(room, {});
        const { peer } = await joined(room);
        peer.send({ type: "send", n: 1, id: "m1", text: "", attachments: [json] });
        const { peer: other } = await joined(room);
        other.send({ type: "history", before: 2, limit: 1 });
        let frame: Readonly<Record<string, unknown>> | undefined;
        while (frame?.["type"] !== "history") {
          const arrival = await other.next();
          assert(arrival && "frame" in arrival, "there is no history");
          frame = arrival.frame as typeof frame;
        }
        const [entry] = frame["entries"] as readonly object[];
        assert.partialDeepStrictEqual(entry, { seq: 1, attachments: [json] });
      },
    },
    {
      part,
      title: "refuses with 400 a file without its name's header, which no other site's page can send unasked",
      async run(visit) {
        for (const headers of [{}, { "Content-Type": "application/x-www-form-urlencoded" }]) {
          const { Authorization } = credentials();
          assertRefused(await ask(visit, "POST", "/uploads", { ...headers, Authorization }, text), 400, "invalid");
        }
      },
    },
    {
      part,
      title: "refuses with 403 files of pages of other sites",
      profile: "listed",
      async run(visit) {
        for (const origin of ["https://evil.example", "null", `${shop}.evil.example`]) {
          const refused = await bring(visit, { headers: { Origin: origin } });
          assertRefused(refused, 403, "forbidden");
          assert.equal(refused.headers["access-control-allow-origin"], undefined);
          assert.match(String(refused.headers.vary), /\borigin\b/i);
        }
      },
    },
    {
      part,
      title: "takes files of pages that are admitted, which can read the answer and a refusal",
      profile: "listed",
      async run(visit) {
        const taken = await bring(visit, { headers: { Origin: shop } });
        const refused = await bring(visit, { bytes: Buffer.alloc(0), headers: { Origin: shop } });
        assert.deepEqual([taken.status, refused.status], [201, 400]);
        for (const { headers } of [taken, refused]) assertReadable(headers);
      },
    },
    {
      part,
      title: "tells pages that are admitted, and no others, which headers a file may come with",
      profile: "listed",
      async run(visit) {
        const asking = { "Access-Control-Request-Method": "POST" };
        const { status, headers } = await ask(visit, "OPTIONS", "/uploads", { ...asking, Origin: shop });
        assert.equal(status, 204);
        assertReadable(headers);
        assert.match(String(headers["access-control-allow-methods"]), /\bPOST\b/);
        for (const name of ["authorization", "content-type", "content-disposition"]) {
          assert.match(String(headers["access-control-allow-headers"]), new RegExp(`\\b${name}\\b`, "i"));
        }
        const other = await ask(visit, "OPTIONS", "/uploads", { ...asking, Origin: "https://evil.example" });
        assert.equal(other.headers["access-control-allow-origin"], undefined);
      },
    },
    {
      part,
      title: "refuses with 401 whom it does not know",
      profile: "members",
      async run(visit) {
        for (const authorization of [undefined, "Bearer old", "Visitor AbCdEfGhIjKlMnOpQrStUv", "Basic YTpi", "mia"]) {
          assertRefused(await bring(visit, { authorization }), 401, "forbidden");
        }
        assert.equal((await bring(visit, { authorization: "Bearer mia" })).status, 201);
      },
    },
    {
      part,
      title: "refuses with 401 a visitor without a secret, or with what is none",
      async run(visit) {
        for (const authorization of [undefined, "Visitor short", "Visitor"]) {
          assertRefused(await bring(visit.of(randomSecret()), { authorization }), 401, "forbidden");
        }
      },
    },
    {
      part,
      title: "refuses with 403 a room that who brings the file may not enter",
      async run(visit) {
        for (const room of ["~v:somebodyelse0000000000", "~", "x".repeat(129)]) {
          assertRefused(await bring(visit.of(room), {}), 403, "forbidden");
        }
      },
    },
    {
      part,
      title: "counts files by their user's rate, and says with 429 when to come again",
      profile: "rated",
      async run(visit) {
        const room = visit.of(randomSecret());
        const { Authorization: authorization } = credentials();
        let answer = await bring(room, { authorization });
        for (let files = 1; answer.status === 201; files += 1) {
          assert(files < 20, "it takes any number of files");
          answer = await bring(room, { authorization });
        }
        assertRefused(answer, 429, "rate-limited");
        assert(Number(answer.headers["retry-after"]) >= 1, "it does not say when");
      },
    },
    {
      part,
      title: "tells what a file is, without its bytes, by HEAD",
      async run(visit) {
        const { json } = await bring(visit, { name: "dot.png", bytes: png });
        const { status, headers, bytes } = await read(visit, json, "HEAD");
        assert.equal(status, 200);
        assert.equal(bytes.length, 0);
        assert.equal(headers["content-type"], "image/png");
      },
    },
    {
      part,
      title: "gives a part of a file, which is how players ask",
      isRecommended: true,
      async run(visit) {
        const bytes = Buffer.from("0123456789".repeat(100));
        const { json } = await bring(visit, { bytes });
        for (const [range, first, last] of [
          ["bytes=5-14", 5, 14],
          ["bytes=990-", 990, 999],
          ["bytes=-3", 997, 999],
          ["bytes=0-5000", 0, 999],
        ] as const) {
          const { status, headers, bytes: given } = await read(visit, json, "GET", { Range: range });
          assert.equal(status, 206);
          assert.equal(headers["content-range"], `bytes ${first}-${last}/1000`);
          assert(given.equals(bytes.subarray(first, last + 1)), `${range} gives other bytes`);
        }
        const beyond = await read(visit, json, "GET", { Range: "bytes=1000-" });
        assert.deepEqual([beyond.status, beyond.headers["content-range"]], [416, "bytes */1000"]);
      },
    },
    {
      part,
      title: "answers 404 for what is not there, and lets no path lead elsewhere",
      async run(visit) {
        const { json } = await bring(visit, {});
        const [, id = ""] = /uploads\/([^/]+)\//.exec(String(json["url"])) ?? [];
        const other = id.slice(0, -1) + (id.endsWith("A") ? "B" : "A");
        const paths = [other, `%2e%2e%2f${id}`, "..%2f..%2fpackage.json", `${id}.json`, `${id}%00`, `.%2f${id}`, "%"];
        for (const path of [...paths, id.toLowerCase() === id ? other : id.toLowerCase()]) {
          const { status } = await ask(visit, "GET", `/uploads/${path}/x.txt`);
          assert(status === 404 || status === 400, `${path} gives ${status}`);
        }
      },
    },
    {
      part,
      title: "answers other methods with 405",
      async run(visit) {
        const { json } = await bring(visit, {});
        assert.equal((await read(visit, json, "DELETE")).status, 405);
        assert.equal((await ask(visit, "PUT", "/uploads", credentials())).status, 405);
      },
    },
  ] as const satisfies readonly Check[]
).map((check): Check => ({ ...check, over: "http", features: ["uploads"] }));

const text = Buffer.from("some text\n");
/** One pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>> & { readonly vary?: string };
  readonly bytes: Buffer;
  readonly json: Readonly<Record<string, unknown>>;
}

interface File {
  readonly name?: string;
  readonly type?: string;
  readonly bytes?: Buffer;
  /** @default a new visitor's */
  readonly authorization?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Its length is not announced. */
  readonly isChunked?: boolean;
}

const credentials = (): { readonly Authorization: string } => ({ Authorization: `Visitor ${randomSecret()}` });

function bring(visit: Visit, { name = "some.txt", type = "text/plain", bytes = text, ...file }: File): Promise<Answer> {
  const { authorization = "authorization" in file ? undefined : credentials().Authorization } = file;
  const named = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  const headers = {
    ...(authorization !== undefined && { Authorization: authorization }),
    "Content-Type": type,
    "Content-Disposition": `attachment; filename*=UTF-8''${named}`,
    ...file.headers,
  };
  return ask(visit, "POST", "/uploads", headers, bytes, file.isChunked);
}

/** Asks for a file where the answer to its bringing says it is. */
function read(
  visit: Visit,
  { url }: Readonly<Record<string, unknown>>,
  method = "GET",
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  assert.match(String(url), /^\.\//, "its url is not relative to the chat");
  return ask(visit, method, String(url).slice(1), headers);
}

/** Asks for what is beneath the endpoint, on a connection of its own. */
async function ask(
  visit: Visit,
  method: string,
  beneath: string,
  headers: Readonly<Record<string, string>> = {},
  body?: Buffer,
  isChunked = false,
): Promise<Answer> {
  const [endpoint = "", query] = visit.url.replace(/^ws/, "http").split("?");
  // Not as a URL, which would be tidied up.
  const { origin, pathname } = new URL(endpoint);
  const path = pathname + beneath + (query === undefined ? "" : `?${query}`);
  return new Promise((resolve, reject) => {
    const request = (origin.startsWith("https:") ? httpsRequest : httpRequest)(origin, {
      path,
      method,
      headers: { ...headers, ...(body && !isChunked && { "Content-Length": body.length }) },
      agent: false,
      timeout: patienceMs,
    });
    request.once("response", async (response) => {
      const bytes = await buffer(response);
      const isJson = /json/.test(response.headers["content-type"] ?? "");
      const json = isJson ? (JSON.parse(bytes.toString() || "{}") as Answer["json"]) : {};
      resolve({ status: response.statusCode, headers: response.headers as Answer["headers"], bytes, json });
    });
    // A server that answers before it has read everything may hang up on the rest.
    request.on("error", reject).on("timeout", () => request.destroy(new Error(`no answer in ${patienceMs} ms`)));
    if (isChunked) request.flushHeaders();
    request.end(body);
  });
}

function assertRefused({ status, json }: Answer, wanted: number, code: string): void {
  assert.equal(status, wanted);
  assert.partialDeepStrictEqual(json, { type: "nack", code });
  assert(typeof json["message"] === "string" && json["message"] !== "", "it says nothing to the person");
}

function assertHarmless({ headers }: Answer): void {
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(String(headers["content-security-policy"]), /default-src 'none'.*\bsandbox\b/);
  assert.doesNotMatch(String(headers["content-security-policy"]), /allow-scripts|script-src/);
}

function assertReadable(headers: Answer["headers"]): void {
  assert.equal(headers["access-control-allow-origin"], shop);
  assert.equal(headers["access-control-allow-credentials"], "true");
  assert.match(String(headers.vary), /\borigin\b/i);
}
