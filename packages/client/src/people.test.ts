import { type ChatClient, createClient, type Snapshot } from "@ws-chat/client";
import { watchPeople } from "@ws-chat/client/people";
import type { Author, Presence, Read } from "@ws-chat/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entry, type Peer, ScriptedServer, until, visitor } from "./server.test-support.ts";

const person = (name: string): Author => ({ id: `u:${name}`, name, role: "user" });
const [ada, ben] = [person("ada"), person("ben")];
const here = (...users: readonly Author[]): Presence => ({ type: "presence", users, total: users.length });
const mark = ({ id }: Author, seq: number): Read => ({ type: "read", user: id, seq });

let server: ScriptedServer;
let client: ChatClient;
let peer: Peer;
beforeEach(async () => {
  server = await ScriptedServer.start();
  client = createClient({ url: server.url, backoff: { baseMs: 20, capMs: 40 } });
  client.connect();
  peer = await server.peer();
});
afterEach(async () => {
  client.disconnect();
  await server[Symbol.asyncDispose]();
});

const numberOf = (): number => Object.keys(client.getSnapshot().people ?? {}).length;

describe("watchPeople", () => {
  it("names the others, and nobody before a server has told or once the link is down", async () => {
    const people = watchPeople(client);
    expect([people.others, people.total, people.readBy(1)]).toEqual([[], 0, []]);
    await peer.welcome();
    peer.say({ type: "presence", users: [ada, visitor, ben], total: 61 });
    await until(client, () => numberOf() > 0);
    expect([people.others, people.total]).toEqual([[ada, ben], 60]);
    peer.socket.close(1012);
    await until(client, ({ status }) => status.state !== "online");
    expect([people.others, people.total]).toEqual([[], 0]);
    await (await server.peer()).welcome({ resumed: true });
    await until(client, ({ status }) => status.state === "online");
    expect(people.total).toBe(0);
  });

  it("tells who has read a message: by the list of who is here, by what they wrote, or by id alone", async () => {
    const people = watchPeople(client);
    await peer.welcome();
    peer.say(entry(1, { from: ben }));
    for (const frame of [here(visitor, ada), mark(ada, 4), mark(ben, 3), mark(person("cleo"), 9), mark(visitor, 9)]) {
      peer.say(frame);
    }
    await until(client, () => numberOf() === 5);
    expect(people.readBy(4)).toEqual([ada, { id: "u:cleo" }]);
    expect(people.readBy(3)).toEqual([ada, ben, { id: "u:cleo" }]);
    expect(people.readBy(10)).toEqual([]);
  });

  it("goes through a conversation once at most, however many have read it in silence", () => {
    let looks = 0;
    const item = {
      type: "message",
      key: "1",
      streaming: false,
      message: { id: "1", text: "", ts: 0, from: ada },
    } as const;
    const items = new Proxy(
      Array.from({ length: 1_000 }, () => item),
      {
        get(target, name) {
          if (typeof name === "string" && Number(name) >= 0) looks++;
          return Reflect.get(target, name);
        },
      },
    );
    const marks = Array.from({ length: 100 }, (_, index) => mark(person(`silent ${index}`), 1));
    const snapshot: Snapshot = {
      ...client.getSnapshot(),
      status: { state: "online" },
      user: visitor,
      items,
      people: Object.fromEntries([...marks, mark(ada, 1)].map((each) => [each.user, each])),
    };
    const readers = watchPeople({ ...client, getSnapshot: () => snapshot }).readBy(1);
    expect([readers.length, readers.at(-1)]).toEqual([101, ada]);
    expect(looks).toBeLessThanOrEqual(items.length);
  });

  it("says once a second at most how far its person has read, the furthest of it, and never less", async () => {
    const people = watchPeople(client);
    await peer.welcome();
    peer.say(mark(visitor, 2));
    await until(client, () => numberOf() === 1);
    const start = performance.now();
    for (const seq of [1, 2, 3, 4, 5, 4]) people.read(seq);
    expect([await peer.hear("read"), await peer.hear("read")]).toMatchObject([{ seq: 3 }, { seq: 5 }]);
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  it("says it again where a connection knows less, and to no server that takes no marks", async () => {
    const people = watchPeople(client);
    client.subscribe(() => people.read(7));
    await peer.welcome();
    peer.say(mark(visitor, 0));
    expect(await peer.hear("read")).toMatchObject({ seq: 7 });
    for (const known of [7, undefined, 3]) {
      peer.socket.close(1012);
      peer = await server.peer();
      await peer.welcome({ resumed: true });
      if (known !== undefined) peer.say(mark(visitor, known));
      client.typing(true);
      if (known === 3) expect(await peer.hear("read")).toMatchObject({ seq: 7 });
      else {
        peer.say(here(visitor));
        await until(client, () => numberOf() === (known === undefined ? 1 : 2));
      }
      expect(peer.texts.filter((text) => text.includes('"read"'))).toHaveLength(known === 3 ? 1 : 0);
    }
  });

  it("calls who listens when something changes, until they have enough", async () => {
    const people = watchPeople(client);
    await peer.welcome();
    const totals: number[] = [];
    const leave = people.subscribe(() => totals.push(people.total));
    peer.say(here(visitor, ada));
    await until(client, () => people.total === 1);
    leave();
    peer.say(here(visitor, ada, ben));
    await until(client, () => people.total === 2);
    expect(totals.at(-1)).toBe(1);
  });
});
