import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { createChat, type Reading, type UploadStore } from "@ws-chat/server";
import { createDiskUploads } from "@ws-chat/server/disk";
import { attachChat } from "@ws-chat/server-node";
import { expect, describe, it } from "vitest";
import { Folder, NodeChat } from "./node-chat.ts";
import { headersOf, linkTo, randomSecret, upload, type Uploaded, uploaded } from "./upload.ts";

const secret = randomSecret();
const mebibyte = randomBytes(1_048_576);

/** A body that is written to, and waits. */
class Slow {
  readonly #stream = new TransformStream<Uint8Array, Uint8Array>();
  readonly #writer = this.#stream.writable.getWriter();
  readonly body: ReadableStream<Uint8Array> = this.#stream.readable;

  write(bytes: Uint8Array): Promise<void> {
    return this.#writer.write(bytes);
  }

  async close(): Promise<void> {
    await this.#writer.close();
  }
}

describe("files of a chat on Node", () => {
  it("come back as they were, from any process that has the folder", async () => {
    using folder = new Folder();
    const first = await NodeChat.start({}, { folder });
    const { link, size, name } = await uploaded(`${first.url}?room=lobby`, { body: "words", name: "a.txt" });
    expect([size, name]).toEqual([5, "a.txt"]);
    await using second = await NodeChat.start({}, { folder });
    link.port = String(second.port);
    expect(await (await fetch(link)).text()).toBe("words");
    first.server.close().closeAllConnections();
    await first.chat.close();
  });

  it("are never half there: not while they come, and not after their sender has gone", async () => {
    await using chat = await NodeChat.start();
    const slow = new Slow();
    const leaving = new AbortController();
    const answer = upload(chat.url, { body: slow.body, signal: leaving.signal }).catch((error: unknown) => error);
    await slow.write(new TextEncoder().encode("words ".repeat(20_000)));
    await expect.poll(() => chat.folder.files).toHaveLength(1);
    const [id] = chat.folder.files;
    expect((await fetch(`${chat.url}/uploads/${id}/note.txt`)).status).toBe(404);
    leaving.abort();
    expect(await answer).toMatchObject({ name: "AbortError" });
    await expect.poll(() => chat.folder.files).toEqual([]);
    expect(chat.errors).toEqual([]);
  });

  it("are not there either where their sender was cut off", async () => {
    await using chat = await NodeChat.start();
    const socket = connect(chat.port, "127.0.0.1");
    const headers = Object.entries(headersOf("note.txt")).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /websocket/uploads HTTP/1.1\r\nHost: x\r\n${headers.join("")}Content-Length: 100000\r\n\r\n`);
    socket.write("words ".repeat(10_000));
    await expect.poll(() => chat.folder.files).toHaveLength(1);
    socket.resetAndDestroy();
    await expect.poll(() => chat.folder.files).toEqual([]);
  });

  it("are cleared away where their process died an hour ago, and left where another may be writing", async () => {
    using folder = new Folder();
    const dying = await createDiskUploads({ folder: folder.path });
    const death = Promise.withResolvers<never>();
    const unfinished = async function* () {
      yield mebibyte;
      await death.promise;
    };
    const facts = { room: "lobby", user: "v:x", name: "a", type: "text/plain", ts: 0 };
    const puts = ["A", "B"].map((letter) => dying.put({ id: letter.repeat(44), ...facts }, unfinished()));
    const path = (letter: string) => join(folder.path, "incoming", letter.repeat(44));
    const written = () => ["A", "B"].map((letter) => statSync(path(letter)).size);
    await expect.poll(() => written()).toEqual([mebibyte.length, mebibyte.length]);
    const longAgo = Date.now() / 1_000 - 3_601;
    utimesSync(path("A"), longAgo, longAgo);
    await createDiskUploads({ folder: folder.path });
    expect(folder.files).toEqual(["B".repeat(44)]);
    death.reject(new Error("the end"));
    await Promise.allSettled(puts);
  });

  it("are refused as soon as they are too big, while they still come", async () => {
    await using chat = await NodeChat.start({ maxBytes: 100_000 });
    const slow = new Slow();
    const answer = upload(chat.url, { body: slow.body });
    await slow.write(Buffer.alloc(100_001, "x"));
    const { status } = await answer;
    expect(status).toBe(413);
    expect(chat.folder.files).toEqual([]);
  });

  it("are refused for their announced length before anything was read", async () => {
    await using chat = await NodeChat.start({ maxBytes: 100_000 });
    const socket = connect(chat.port, "127.0.0.1");
    const headers = Object.entries(headersOf("note.txt")).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /websocket/uploads HTTP/1.1\r\nHost: x\r\n${headers.join("")}Content-Length: 100001\r\n\r\n`);
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    expect(String(answer)).toContain("Files may have up to 100 KB.");
    socket.destroy();
  });

  it("leave the connection to the next request, also those that were refused", async () => {
    await using chat = await NodeChat.start({ maxBytes: 100_000 });
    const socket = connect(chat.port, "127.0.0.1");
    let said = "";
    socket.on("data", (data) => (said += String(data)));
    const headers = Object.entries(headersOf("note.txt")).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /websocket/uploads HTTP/1.1\r\nHost: x\r\n${headers.join("")}Content-Length: 1048576\r\n\r\n`);
    socket.write(mebibyte);
    socket.write("GET /websocket HTTP/1.1\r\nHost: x\r\n\r\n");
    await expect.poll(() => said).toMatch(/^HTTP\/1\.1 413 [^]*HTTP\/1\.1 200 [^]*\{"ws-chat":\["v1"\]\}/);
    socket.destroy();
  });

  it("come many at once, each whole", async () => {
    await using chat = await NodeChat.start();
    const texts = Array.from({ length: 40 }, (_, at) => `${at} `.repeat(20_000));
    const files = await Promise.all(texts.map((body) => uploaded(`${chat.url}?room=lobby`, { body })));
    const bodies = await Promise.all(files.map(async ({ link }) => (await fetch(link)).text()));
    expect(bodies).toEqual(texts);
  });

  it("come four at a time from one person, and a fifth later", async () => {
    await using chat = await NodeChat.start();
    const slow = Array.from({ length: 4 }, () => new Slow());
    const answers = slow.map(({ body }) => upload(chat.url, { body, secret }));
    for (const one of slow) await one.write(Buffer.alloc(5_000, "x"));
    await expect.poll(() => chat.folder.files).toHaveLength(4);
    const fifth = await upload(chat.url, { body: "x", secret });
    expect(fifth.status).toBe(429);
    expect(fifth.headers.get("retry-after")).toBe("1");
    expect(await fifth.json()).toMatchObject({ code: "rate-limited", retryMs: 1_000 });
    await uploaded(chat.url, { body: "somebody else's" });
    for (const one of slow) await one.close();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    await uploaded(chat.url, { body: "x", secret });
  });

  it("that cannot be stored are refused for now, and the chat lives on", async () => {
    using folder = new Folder();
    const disk = await createDiskUploads({ folder: folder.path });
    const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    let isFull = true;
    const store: UploadStore = {
      ...methodsOf(disk),
      put: (file, bytes) => disk.put(file, isFull ? failing(bytes, full) : bytes),
    };
    await using chat = await NodeChat.start({ store });
    const refused = await upload(chat.url, { body: "words" });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: "unavailable", retryMs: 5_000 });
    expect(chat.errors).toEqual([full]);
    expect(folder.files).toEqual([]);
    isFull = false;
    const { link } = await uploaded(chat.url, { body: "words" });
    expect(await (await fetch(link)).text()).toBe("words");
  });

  it("are refused for now where their folder is full, until there is room again", async () => {
    using folder = new Folder();
    await using chat = await NodeChat.start({
      store: await createDiskUploads({ folder: folder.path, totalBytes: 10_000 }),
    });
    const bring = async (): Promise<number> => (await upload(`${chat.url}?room=lobby`, { body: "words" })).status;
    expect([await bring(), await bring()]).toEqual([201, 503]);
    expect(chat.errors.map(String)).toEqual([expect.stringMatching(/ is full: delete files, give an ageMs, or more/)]);
    await chat.chat.room("lobby").remove();
    expect(await bring()).toBe(201);
  });

  it("that cannot be found for now are not said to be missing", async () => {
    const broken = new Error("input/output error");
    const store: UploadStore = {
      put: async () => {},
      get: () => Promise.reject(broken),
      remove: async () => {},
      removeAll: async () => {},
    };
    await using chat = await NodeChat.start({ store });
    expect((await fetch(`${chat.url}/uploads/${"A".repeat(44)}/x`)).status).toBe(503);
    expect(chat.errors).toEqual([broken]);
  });

  it("are there for a handler, those of its own room", async () => {
    await using chat = await NodeChat.start();
    const { url } = await uploaded(`${chat.url}?room=lobby`, { body: "words" });
    const found = await chat.chat.room("lobby").upload(url);
    expect(found?.upload).toMatchObject({ room: "lobby", name: "note.txt", type: "text/plain", size: 5 });
    expect(await new Response(await found?.read()).text()).toBe("words");
    expect(await chat.chat.room("hall").upload(url)).toBeUndefined();
    for (const other of [
      "https://other.example/a.png",
      "",
      url.replace(/\/note.*/, ""),
      `./uploads/${"A".repeat(44)}/x`,
    ]) {
      expect(await chat.chat.room("lobby").upload(other)).toBeUndefined();
    }
  });

  it("go with their room, those on their way included, and others stay", async () => {
    await using chat = await NodeChat.start();
    const [gone, stays] = await Promise.all(
      ["lobby", "hall"].map((room) => uploaded(`${chat.url}?room=${room}`, { body: room })),
    );
    const slow = new Slow();
    const coming = upload(`${chat.url}?room=lobby`, { body: slow.body });
    await slow.write(Buffer.alloc(5_000, "x"));
    await expect.poll(() => chat.folder.files).toHaveLength(3);
    await chat.chat.room("lobby").remove();
    expect((await coming).status).toBe(403);
    expect((await fetch(gone?.link ?? "")).status).toBe(404);
    expect(await (await fetch(stays?.link ?? "")).text()).toBe("hall");
    expect(chat.folder.files).toHaveLength(1);
    await uploaded(`${chat.url}?room=lobby`, { body: "again" });
  });

  it("go when they are too old, where an age is given", async () => {
    using folder = new Folder();
    const first = await NodeChat.start({}, { folder });
    const [old, young] = [await uploaded(first.url, { body: "old" }), await uploaded(first.url, { body: "young" })];
    const path = (link: URL, ending = "") => {
      const [, room = "", rest = ""] = /uploads\/(.{22})(.{22})\//.exec(link.pathname) ?? [];
      return join(folder.path, room, rest + ending);
    };
    const longAgo = Date.now() / 1_000 - 100;
    for (const ending of ["", ".json"]) utimesSync(path(old.link, ending), longAgo, longAgo);
    await using second = await NodeChat.start({ ageMs: 60_000 }, { folder });
    await expect.poll(() => folder.files).toHaveLength(1);
    for (const { link } of [old, young]) link.port = String(second.port);
    expect((await fetch(old.link)).status).toBe(404);
    expect(await (await fetch(young.link)).text()).toBe("young");
    first.server.close().closeAllConnections();
    await first.chat.close();
  });

  it("are the only ones that go for their age: not what else somebody keeps in their folder", async () => {
    using folder = new Folder();
    const disk = await createDiskUploads({ folder: folder.path });
    for (const name of ["photos", "a".repeat(22)]) {
      mkdirSync(join(folder.path, name));
      writeFileSync(join(folder.path, name, "wedding.jpg"), "dear");
    }
    await disk.removeBefore?.(Date.now() + 60_000);
    expect(folder.files).toEqual(["wedding.jpg", "wedding.jpg"]);
  });

  it("that are on their way when the chat closes are refused for now, and leave nothing", async () => {
    const chat = await NodeChat.start();
    const slow = new Slow();
    const coming = upload(chat.url, { body: slow.body });
    await slow.write(Buffer.alloc(5_000, "x"));
    await expect.poll(() => chat.folder.files).toHaveLength(1);
    await chat.chat.close();
    expect(chat.folder.files).toEqual([]);
    expect((await coming).status).toBe(503);
    expect((await upload(chat.url, { body: "late" })).status).toBe(503);
    await chat[Symbol.asyncDispose]();
  });
});

describe("who may read a file", () => {
  it("is whoever knows its link, on any page, and a browser may keep it", async () => {
    await using chat = await NodeChat.start();
    const { link } = await uploaded(chat.url, { body: "words" });
    const found = await fetch(link, { headers: { Origin: "https://other.example" } });
    expect(found.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    expect(found.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(found.headers.get("referrer-policy")).toBe("no-referrer");
    const etag = found.headers.get("etag") ?? "";
    for (const known of [etag, `"other", W/${etag}`, "*"]) {
      const again = await fetch(link, { headers: { "If-None-Match": known } });
      expect([again.status, await again.text()]).toEqual([304, ""]);
    }
    expect((await fetch(link, { headers: { "If-None-Match": '"other"' } })).status).toBe(200);
    const part = { Range: "bytes=1-2" };
    expect(await (await fetch(link, { headers: { ...part, "If-Range": etag } })).text()).toBe("or");
    expect(await (await fetch(link, { headers: { ...part, "If-Range": '"other"' } })).text()).toBe("words");
  });

  it("is for mayRead to say, by cookie, room and author, at each reading anew", async () => {
    const readings: Reading[] = [];
    await using chat = await NodeChat.start({
      mayRead(reading) {
        readings.push(reading);
        return reading.cookie === "session=mia";
      },
    });
    const { link, ...file } = await uploaded(`${chat.url}?room=lobby`, { body: "words", secret });
    expect((await fetch(link)).status).toBe(403);
    const mia = { headers: { Cookie: "session=mia" } };
    const found = await fetch(link, mia);
    expect(await found.text()).toBe("words");
    expect(found.headers.get("cache-control")).toBe("private, no-cache");
    const etag = found.headers.get("etag") ?? "";
    const again = (cookie: string) => fetch(link, { headers: { Cookie: cookie, "If-None-Match": etag } });
    expect((await again("session=mia")).status).toBe(304);
    expect((await again("session=eve")).status).toBe(403);
    expect(readings[0]).toMatchObject({
      cookie: undefined,
      ip: "127.0.0.1",
      url: link.pathname,
      upload: { room: "lobby", user: expect.stringMatching(/^v:/), name: file.name, type: file.type, size: 5 },
    });
  });

  it("is nobody where mayRead fails", async () => {
    const broken = new Error("database");
    await using chat = await NodeChat.start({ mayRead: () => Promise.reject(broken) });
    const { link } = await uploaded(chat.url, { body: "words" });
    expect((await fetch(link)).status).toBe(503);
    expect(chat.errors).toEqual([broken]);
  });
});

describe("where files come and go", () => {
  it("is beneath the chat's path, and the rest is the site's own", async () => {
    await using chat = await NodeChat.start({}, { attaching: { path: "/a/chat" } });
    const { origin } = new URL(chat.url);
    const { link } = await uploaded(`${origin}/a/chat`, { body: "words" });
    expect(await (await fetch(link)).text()).toBe("words");
    for (const path of [
      "/uploads",
      "/a/uploads",
      "/b/a/chat/uploads",
      "/a/chat/",
      "/a/chat/upload",
      "/a/chat/uploads/x",
      "/a/chatuploads",
    ]) {
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 418]);
    }
  });

  it("is at the root where the chat is", async () => {
    await using chat = await NodeChat.start({}, { attaching: { path: "/" } });
    const { origin } = new URL(chat.url);
    const { link } = await uploaded(origin, { body: "words" });
    expect(link.pathname).toMatch(/^\/uploads\//);
    expect(await (await fetch(link)).text()).toBe("words");
  });

  it("is nowhere without a store: the path is the site's own, and nobody is told of files", async () => {
    const server = createServer((_, response) => response.writeHead(418).end());
    await using _attached = attachChat(server, createChat());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/websocket`;
    expect((await upload(url, { body: "words" })).status).toBe(418);
    const hello = JSON.stringify({ mode: "send", frames: [{ type: "hello" }] });
    const headers = { "Content-Type": "application/json" };
    const answer = await (await fetch(url, { method: "POST", headers, body: hello })).text();
    expect(answer).toContain('"welcome"');
    expect(answer).not.toContain("upload");
    server.close().closeAllConnections();
  });

  it.each(["/uploads", "/a/uploads/", "/uploads/a", "/uploads/a/b"])("cannot be the chat itself: %s", (path) => {
    expect(() => attachChat(createServer(), createChat(), { path })).toThrow(/\/uploads is where the files/);
  });

  it("is told by the link, whatever stands before it", async () => {
    await using chat = await NodeChat.start();
    const file = (await (await upload(`${chat.url}?room=lobby`, { body: "words" })).json()) as Uploaded;
    expect(linkTo("https://proxied.example/support/websocket?room=lobby", file).pathname).toMatch(
      /^\/support\/websocket\/uploads\/[\w-]{44}\/note\.txt$/,
    );
  });
});

function methodsOf(store: UploadStore): UploadStore {
  return {
    put: (...given) => store.put(...given),
    get: (id) => store.get(id),
    remove: (id) => store.remove(id),
    removeAll: (prefix) => store.removeAll(prefix),
  };
}

/** Fails as a disk does that becomes full on the way. */
async function* failing(bytes: AsyncIterable<Uint8Array>, error: Error): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    yield chunk;
    throw error;
  }
}
