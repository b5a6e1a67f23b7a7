import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChatClient, createClient, type ShownMessage } from "@ws-chat/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ends, hears, hearsText, joined, randomSecret, saysGoodbye } from "../conformance/conversation.ts";
import { Visit } from "../conformance/visit.ts";
import { freePort } from "../free-port.ts";
import { ownStorage } from "../own-storage.ts";
import { requires } from "../requires.ts";
import { isWorkerdHere, Workerd } from "./workerd.ts";

const isHere = requires("workerd", isWorkerdHere, "npm ci --prefix test/runtimes");
const worker = new URL("echo-worker.ts", import.meta.url);

let folder: string;
let workerd: Workerd;
let visit: Visit;
let port: number;

beforeAll(async () => {
  if (!isHere) return;
  folder = mkdtempSync(join(tmpdir(), "ws-chat-workerd-"));
  port = await freePort();
  workerd = await Workerd.start({ worker, port, folder });
});
beforeEach(() => {
  if (isHere) visit = new Visit(workerd.socketUrl());
});
afterEach(() => visit?.end());
afterAll(async () => {
  if (!isHere) return;
  await workerd[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe.skipIf(!isHere)("a chat in Durable Objects", () => {
  it("stores nothing before a hello was accepted", async () => {
    await visit.of("unsaid").connect();
    await visit.connectSocket("");
    const refused = await visit.of("~v:somebody").connect();
    refused.send({ type: "hello", secret: randomSecret() });
    await saysGoodbye(refused, 4403);
    expect(workerd.tables()).toBe(0);
    const { peer } = await joined(visit.of("said"));
    peer.send({ type: "send", n: 1, id: "a", text: "hi" });
    await hears(peer, "ack");
    expect(workerd.tables()).toBeGreaterThan(3);
  });

  it("sends who names no room to their own, and serves them there", async () => {
    const peer = await visit.connect();
    const secret = randomSecret();
    peer.send({ type: "hello", secret });
    const { room, user } = (await hears(peer, "welcome")) as unknown as { room: string; user: { id: string } };
    expect(room).toBe(`~${user.id}`);
  });

  it("has a client follow to its room, and come back there", async () => {
    const client = createClient({ url: workerd.socketUrl(), storage: ownStorage() });
    client.connect();
    await client.send("hi");
    await expect.poll(() => texts(client)).toEqual(["hi", "You said hi"]);
    expect(client.getSnapshot().room).toMatch(/^~v:/);
    client.disconnect();
  });

  it("answers pings without waking", async () => {
    const { peer } = await joined(visit.of("sleepy"));
    await workerd.evict("sleepy");
    peer.send('{"type":"ping"}');
    await hears(peer, "pong");
    await expect(workerd.evict("sleepy")).rejects.toThrow("not currently running");
  });

  it("goes on as if nothing had happened when it is evicted between any two messages", async () => {
    const room = "evicted";
    const evict = (): Promise<void> => workerd.evict(room).catch(() => {});
    const secret = randomSecret();
    const { peer, welcome } = await joined(visit.of(room), { secret });
    const { peer: witness } = await joined(visit.of(room));
    for (let n = 1; n <= 4; n += 1) {
      await evict();
      peer.send({ type: "send", n, id: `m${n}`, text: String(n) });
      const seq = 2 * n - 1;
      expect(await hears(peer, "ack")).toMatchObject({ n, id: `m${n}`, seq });
      expect(await hears(peer, "entry")).toMatchObject({ seq: seq + 1, text: `You said ${n}`, re: seq });
      expect(await hears(witness, "entry")).toMatchObject({ seq, id: `m${n}`, text: String(n) });
      expect(await hears(witness, "entry")).toMatchObject({ seq: seq + 1 });
    }
    await evict();
    peer.send({ type: "send", n: 5, id: "m2", text: "2" });
    expect(await hears(peer, "ack")).toMatchObject({ n: 5, id: "m2", seq: 3, dup: true });
    await evict();
    witness.send({ type: "history", before: 4, limit: 2 });
    expect(await hears(witness, "history")).toMatchObject({ entries: [{ seq: 2 }, { seq: 3 }], more: true });
    await evict();
    witness.send({ type: "typing", on: true });
    expect(await hears(peer, "typing")).toMatchObject({ on: true });
    await evict();
    const resume = { epoch: welcome["epoch"], seq: 7, id: "m4" };
    const { peer: again, welcome: back } = await joined(visit.of(room), { secret, resume });
    expect(back).toMatchObject({ resumed: true, seq: 7 });
    expect(await hears(again, "entry")).toMatchObject({ seq: 8 });
    peer.send({ type: "send", n: 7, id: "m9", text: "out of turn" });
    await saysGoodbye(peer, 4400);
  });

  it("keeps a text client over an eviction", async () => {
    const peer = await visit.of("text").connectSocket("");
    peer.send("one");
    expect(await hearsText(peer)).toBe("You said one");
    await workerd.evict("text");
    peer.send("two");
    expect(await hearsText(peer)).toBe("You said two");
  });

  it("has who is too much to keep come back after an eviction, and tells a text client so without a frame", async () => {
    const { peer } = await joined(visit.of("large"));
    const text = await visit.of("large").connectSocket("");
    text.send("one");
    expect(await hearsText(text)).toBe("You said one");
    await workerd.evict("large");
    text.send("two");
    expect(await ends(text, 1012)).toBeUndefined();
    await saysGoodbye(peer, 1012);
  });

  it("keeps an epoch that nothing was said in yet", async () => {
    const secret = randomSecret();
    const { peer, welcome } = await joined(visit.of("silent"), { secret });
    await workerd.evict("silent");
    peer.send({ type: "send", n: 1, id: "a", text: "hi" });
    await hears(peer, "ack");
    const { welcome: again } = await joined(visit.of("silent"));
    expect(again["epoch"]).toBe(welcome["epoch"]);
  });

  it("speaks into a room from a route, with its object awake or not", async () => {
    const { peer } = await joined(visit.of("pushed"));
    for (const text of ["first", "second"]) {
      await workerd.evict("pushed");
      const said = await workerd.fetch("/say/pushed", { method: "POST", body: text });
      expect(await said.json()).toMatchObject({ text, from: { id: "bot" } });
      expect(await hears(peer, "entry")).toMatchObject({ text });
    }
    expect(await (await workerd.fetch("/history/pushed")).json()).toMatchObject([
      { text: "first" },
      { text: "second" },
    ]);
    expect(await (await workerd.fetch("/members/pushed")).json()).toHaveLength(1);
  });

  it("sends away an unknown page, which a Worker does by itself", async () => {
    await ends(await visit.of("lobby").connectSocket(undefined, { Origin: "https://evil.example" }), 4403);
  });

  it("deletes what is too old, though nobody comes by", async () => {
    const peer = await new Visit(workerd.socketUrl("/fleeting")).of("gone").connectSocket("");
    peer.send("soon forgotten");
    await expect.poll(() => workerd.entries("FleetingRoom")).toBe(1);
    await peer.drop();
    await vi.waitFor(() => expect(workerd.entries("FleetingRoom")).toBe(0), { timeout: 10_000, interval: 200 });
  });

  it("ends a stream that a deployment cut off as interrupted, and answers what had not begun to be", async () => {
    const client = createClient({
      url: workerd.socketUrl("/websocket"),
      room: "deployed",
      storage: ownStorage(),
      backoff: { baseMs: 20, capMs: 200 },
    });
    client.connect();
    await client.send("/hang");
    await client.send("/stream");
    await vi.waitFor(() => expect(texts(client)).toContain("one two three "), { timeout: 5_000 });
    await deploy();
    await vi.waitFor(
      () => {
        const cut = messagesOf(client).find(({ text }) => text.startsWith("one "));
        expect(cut).toMatchObject({ status: "interrupted" });
        expect(texts(client)).toContain("You said /hang, attempt 2");
      },
      { timeout: 10_000 },
    );
    client.disconnect();
  });

  it("wakes by itself for an answer that is owed", async () => {
    const { peer } = await joined(visit.of("owing"));
    peer.send({ type: "send", n: 1, id: "a", text: "/hang" });
    await hears(peer, "ack");
    await deploy();
    // What is running can be evicted, and nobody else asks for it.
    await vi.waitFor(() => workerd.evict("owing"), { timeout: 10_000, interval: 100 });
    expect(await (await workerd.fetch("/history/owing")).json()).toMatchObject([
      { text: "/hang" },
      { text: "You said /hang, attempt 2" },
    ]);
  });
});

/** All that ran is gone, and all that was stored is there. */
async function deploy(): Promise<void> {
  await workerd[Symbol.asyncDispose]();
  workerd = await Workerd.start({ worker, port, folder });
}

function messagesOf(client: ChatClient): ShownMessage[] {
  return client.getSnapshot().items.flatMap((item) => (item.type === "message" ? [item.message] : []));
}

function texts(client: ChatClient): string[] {
  return messagesOf(client).map(({ text }) => text);
}
