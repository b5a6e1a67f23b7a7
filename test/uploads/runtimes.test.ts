import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isWorkerdHere, Workerd } from "../cloudflare/workerd.ts";
import { requires } from "../requires.ts";
import { type RuntimeName, runtimes } from "../runtimes/runtimes.ts";
import { Served } from "../runtimes/served.ts";
import { Folder } from "./node-chat.ts";
import { headersOf, randomSecret, upload, uploaded } from "./upload.ts";

const servers = new URL("../conformance/servers/", import.meta.url);
/** How slowly a file comes that Bun would give up after one second, of which it counts at least eight. */
const pieces = 20;
const pieceMs = 500;

/** A server with its store. */
interface Place {
  readonly url: string;
  /** What the store has, whole or not. */
  files(): Promise<readonly string[]>;
  end(): Promise<void>;
}

async function served(runtime: RuntimeName, server: string): Promise<Place> {
  const folder = new Folder();
  const process = await Served.start(runtime, new URL(server, servers), { UPLOADS: folder.path });
  return {
    url: process.url,
    files: async () => folder.files,
    async end() {
      await process.end();
      folder[Symbol.dispose]();
    },
  };
}

async function worked(): Promise<Place> {
  const workerd = await Workerd.start({ worker: new URL("worker.ts", servers) });
  return {
    url: workerd.url,
    files: () => workerd.uploads(),
    end: () => workerd[Symbol.asyncDispose](),
  };
}

const places: readonly (readonly [name: string, isHere: boolean, open: () => Promise<Place>])[] = [
  ["Hono on Node", true, () => served("node", "hono-node.ts")],
  [
    "Hono on Bun",
    requires("Bun", runtimes.bun.program !== undefined, "npm ci --prefix test/runtimes"),
    () => served("bun", "bun.ts"),
  ],
  [
    "Hono on Deno",
    requires("Deno", runtimes.deno.program !== undefined, "npm ci --prefix test/runtimes"),
    () => served("deno", "deno.ts"),
  ],
  ["Durable Objects and R2 in workerd", requires("workerd", isWorkerdHere, "npm ci --prefix test/runtimes"), worked],
];

describe.each(places)("files of a chat in %s", (name, isHere, open) => {
  // Bun sends every stream in chunks, whatever length is said.
  const inChunks = name === "Hono on Bun";
  let place: Place;
  let url: string;
  beforeAll(async () => {
    if (!isHere) return;
    place = await open();
    url = `${place.url}/websocket`;
  });
  afterAll(() => place?.end());

  it.skipIf(!isHere).each([
    ["announced", { "Content-Length": "8000000" }, ""],
    ["in chunks", { "Transfer-Encoding": "chunked" }, "5b8d80\r\n"],
  ])("are not there where their sender was cut off, their length %s", async (_, framing, before) => {
    const there = await place.files();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const headers = Object.entries({ Host: "x", ...headersOf("note.txt"), ...framing }).map((line) => line.join(": "));
    socket.write(`POST /websocket/uploads HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n${before}`);
    const piece = Buffer.alloc(6_000_000, "words ");
    await new Promise((resolve) => socket.write(piece, resolve));
    socket.resetAndDestroy();
    // Somebody else's, behind it.
    await uploaded(url, { body: "words" });
    await expect.poll(() => place.files()).toHaveLength(there.length + 1);
  });

  it.skipIf(!isHere)("come back whole, and in parts, when they are large", async () => {
    const bytes = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(10_485_760 - 9)]);
    const { link, size, type } = await uploaded(url, { body: bytes });
    expect([size, type]).toEqual([bytes.length, "application/pdf"]);
    expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(bytes)).toBe(true);
    const part = await fetch(link, { headers: { Range: "bytes=5242870-5242889" } });
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(5_242_870, 5_242_890))).toBe(true);
  });

  it.skipIf(!isHere)("are refused with an answer, and nothing is kept, when they are a byte too large", async () => {
    const there = await place.files();
    const refused = await upload(url, { body: Buffer.alloc(10_485_761, "x") });
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ code: "too-long", message: "Files may have up to 10 MB." });
    expect(await place.files()).toEqual(there);
  });

  it.skipIf(!isHere)("hold nobody up who lets an answer go half read", async () => {
    const { link } = await uploaded(url, { body: Buffer.alloc(10_000_000, "x") });
    for (let times = 0; times < 20; times += 1) {
      const leaving = new AbortController();
      const { body } = await fetch(link, { signal: leaving.signal });
      await body?.getReader().read();
      leaving.abort();
    }
    expect((await fetch(link)).headers.get("content-type")).toMatch(/^text\/plain/);
  });

  it.skipIf(!isHere)("say how long they are", async () => {
    const { link } = await uploaded(url, { body: "%PDF-1.7\n" });
    expect((await fetch(link)).headers.get("content-length")).toBe(inChunks ? null : "9");
    const socket = connect(Number(link.port), link.hostname);
    socket.write(`HEAD ${link.pathname} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    let said = "";
    socket.on("data", (data) => (said += String(data)));
    await once(socket, "close");
    expect(said).toMatch(/^HTTP\/1\.1 200 /);
    expect(said.endsWith("\r\n\r\n")).toBe(true);
  });

  it.skipIf(!isHere)("of somebody with a room of their own come back without its name in the link", async () => {
    const secret = randomSecret();
    const { link } = await uploaded(url, { body: "mine", secret });
    expect(link.search).toBe("");
    expect(await (await fetch(link)).text()).toBe("mine");
  });
});

describe("a file of a chat in Hono on Bun", () => {
  it.skipIf(runtimes.bun.program === undefined)(
    "may come more slowly than Bun's server would wait for it",
    async () => {
      using folder = new Folder();
      const idle = { IDLE_SECONDS: "1" };
      await using served = await Served.start("bun", new URL("bun.ts", servers), { UPLOADS: folder.path, ...idle });
      const { hostname, port } = new URL(served.url);
      const socket = connect(Number(port), hostname);
      const headers = Object.entries({ Host: "x", ...headersOf("note.txt"), "Content-Length": String(pieces) });
      socket.write(
        `POST /websocket/uploads HTTP/1.1\r\n${headers.map((line) => line.join(": ")).join("\r\n")}\r\n\r\n`,
      );
      const answered = Promise.race([once(socket, "data"), once(socket, "close")]);
      for (let sent = 0; sent < pieces; sent += 1) {
        socket.write("x");
        await delay(pieceMs);
      }
      expect(String((await answered)[0])).toMatch(/^HTTP\/1\.1 201 /);
      socket.destroy();
    },
  );
});
