import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hears, joined, randomSecret } from "../conformance/conversation.ts";
import type { Frame } from "../conformance/inbox.ts";
import type { Peer } from "../conformance/peer.ts";
import { Visit } from "../conformance/visit.ts";
import { requires } from "../requires.ts";
import { isWorkerdHere, Workerd } from "./workerd.ts";

const isHere = requires("workerd", isWorkerdHere, "npm ci --prefix test/runtimes");

describe.skipIf(!isHere)("people in Durable Objects", () => {
  let workerd: Workerd;
  let visit: Visit;
  let room: string;
  beforeAll(async () => {
    if (isHere) workerd = await Workerd.start({ worker: new URL("people-worker.ts", import.meta.url) });
  });
  beforeEach(() => {
    room = randomSecret();
    if (isHere) visit = new Visit(workerd.socketUrl()).of(room);
  });
  afterEach(() => visit?.end());
  afterAll(() => workerd?.[Symbol.asyncDispose]());

  const evict = (): Promise<void> => workerd.evict(room);
  async function enter(name: string, secret = randomSecret()): Promise<{ peer: Peer; id: unknown; secret: string }> {
    const { peer, welcome } = await joined(visit, { name, secret });
    return { peer, id: (welcome["user"] as Frame)["id"], secret };
  }
  async function untilTold({ peer }: { readonly peer: Peer }, ...wanted: readonly string[]): Promise<string[]> {
    const told: string[] = [];
    while (told.at(-1) !== wanted.join(" ")) {
      // Somebody who has gone is missed after five seconds, and a step may take no longer by itself.
      await peer.peek(10_000);
      told.push(((await hears(peer, "presence"))["users"] as Frame[]).map(({ name }) => name).join(" "));
    }
    return told;
  }

  it("are known to an object that forgets everything between any two events", async () => {
    const ada = await enter("Ada");
    await evict();
    const ben = await enter("Ben");
    await untilTold(ada, "Ada", "Ben");
    await untilTold(ben, "Ada", "Ben");
    ada.peer.send({ type: "send", n: 1, id: "a", text: "hi" });
    await hears(ada.peer, "ack");
    await evict();
    ben.peer.send({ type: "read", seq: 1 });
    let mark = await hears(ada.peer, "read");
    while (mark["user"] !== ben.id) mark = await hears(ada.peer, "read");
    expect(mark["seq"]).toBe(1);
    await evict();
    const cleo = await enter("Cleo");
    await untilTold(cleo, "Ada", "Ben", "Cleo");
    expect([await hears(cleo.peer, "read"), await hears(cleo.peer, "read")]).toEqual([
      { type: "read", user: cleo.id, seq: 0 },
      { type: "read", user: ben.id, seq: 1 },
    ]);
  });

  it("are missed five seconds after they have gone, though nobody says a word and the object was put away", async () => {
    const [ada, ben] = [await enter("Ada"), await enter("Ben")];
    await untilTold(ada, "Ada", "Ben");
    await ben.peer.drop();
    await ada.peer.peek(1_000);
    await evict();
    await untilTold(ada, "Ada");
  });

  it("are not missed while they are away for a moment, though the object was put away meanwhile", async () => {
    const [ada, ben] = [await enter("Ada"), await enter("Ben")];
    await untilTold(ada, "Ada", "Ben");
    await ben.peer.drop();
    await ada.peer.peek(500);
    await evict();
    await enter("Ben", ben.secret);
    await evict();
    await enter("Cleo");
    expect(await untilTold(ada, "Ada", "Ben", "Cleo")).toHaveLength(1);
  });

  it("keep no object in memory", async () => {
    const ada = await enter("Ada");
    await enter("Ben");
    await untilTold(ada, "Ada", "Ben");
    await evict();
    ada.peer.send('{"type":"ping"}');
    await hears(ada.peer, "pong");
    await expect(evict()).rejects.toThrow("not currently running");
  });
});
