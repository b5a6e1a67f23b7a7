import { type ChatClient, createClient } from "@ws-chat/client";
import { type People, watchPeople } from "@ws-chat/client/people";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasRedis, RedisServer } from "../../packages/server/src/logs/redis-server.test-support.ts";
import { ownStorage } from "../own-storage.ts";
import { ChatNode } from "./chat-node.ts";

/** Longer than a process that has died is believed. */
const forgottenMs = 40_000;

describe.skipIf(!hasRedis())("people on two processes with one Redis", () => {
  let redis: RedisServer;
  let nodes: readonly ChatNode[] = [];
  const clients: ChatClient[] = [];
  beforeAll(async () => {
    redis = await RedisServer.start();
    nodes = await Promise.all([ChatNode.start(redis.port, 3_000), ChatNode.start(redis.port, 3_000)]);
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await Promise.all(nodes.map((node) => node.close()));
    await redis?.dispose();
  });

  function enter(node: ChatNode | undefined, userName: string): { client: ChatClient; people: People } {
    const client = createClient({
      url: `ws://127.0.0.1:${node?.port}/websocket`,
      room: "lobby",
      userName,
      storage: ownStorage(),
      backoff: { baseMs: 20, capMs: 200 },
    });
    client.connect();
    clients.push(client);
    return { client, people: watchPeople(client) };
  }
  const names = (whom: readonly { readonly name?: string }[]): string[] =>
    whom.map(({ name = "" }) => name).toSorted((a, b) => (a < b ? -1 : 1));
  const become = (what: () => unknown, wanted: unknown, timeout = 5_000): Promise<void> =>
    vi.waitFor(() => expect(what()).toEqual(wanted), { timeout, interval: 50 });

  it("see each other, know who has read, and miss those whose process was killed", async () => {
    const ada = enter(nodes[0], "Ada");
    const ben = enter(nodes[1], "Ben");
    await become(() => names(ada.people.others), ["Ben"]);
    await become(() => names(ben.people.others), ["Ada"]);
    const { seq = 0 } = await ada.client.send("hi");
    await expect.poll(() => ben.client.getSnapshot().items).not.toEqual([]);
    ben.people.read(seq);
    await become(() => names(ada.people.readBy(seq)), ["Ben"]);

    // Whoever comes to the other process is told what is known to this one.
    const cleo = enter(nodes[0], "Cleo");
    await become(() => names(cleo.people.others), ["Ada", "Ben"]);
    expect(names(cleo.people.readBy(seq))).toEqual(["Ben"]);

    await nodes[1]?.kill();
    expect(names(ada.people.others)).toContain("Ben");
    await become(() => names(ada.people.others), ["Cleo"], forgottenMs);
    expect(names(ada.people.readBy(seq))).toEqual([""]);
    await nodes[1]?.start();
    await become(() => names(ada.people.others), ["Ben", "Cleo"]);
    await become(() => names(ben.people.others), ["Ada", "Cleo"]);
  }, 90_000);

  it("are not missed on their way from one process to the other", async () => {
    const dan = enter(nodes[0], "Dan");
    const eve = enter(nodes[0], "Eve");
    await become(() => names(dan.people.others).includes("Eve"), true);
    const seen: boolean[] = [];
    const leave = dan.people.subscribe(() => seen.push(names(dan.people.others).includes("Eve")));
    eve.client.disconnect();
    const again = enter(nodes[1], "Eve");
    await become(() => names(again.people.others).includes("Dan"), true);
    await become(() => names(dan.people.others).filter((name) => name === "Eve").length, 2);
    leave();
    expect(seen).not.toContain(false);
  });
});
