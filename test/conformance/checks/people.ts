import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { goesOn, hears, joined, randomSecret } from "../conversation.ts";
import type { Frame } from "../inbox.ts";
import type { Peer } from "../peer.ts";

/** Who is there and how far they have read. */
export const people: readonly Check[] = [
  {
    part: "What passes",
    title: "tells who comes in and those who are there of each other",
    features: ["presence"],
    async run(visit) {
      const room = visit.of(randomSecret());
      const ada = await joined(room, { name: "Ada" });
      assert.deepEqual(await told(ada.peer), { users: [ada.welcome["user"]], total: 1 });
      const bob = await joined(room, { name: "Bob" });
      const both = { users: [ada.welcome["user"], bob.welcome["user"]], total: 2 };
      assert.deepEqual(await told(bob.peer, 2), both);
      assert.deepEqual(await told(ada.peer, 2), both);
    },
  },
  {
    part: "What passes",
    title: "counts somebody with two connections once",
    features: ["presence"],
    async run(visit) {
      const room = visit.of(randomSecret());
      const secret = randomSecret();
      await joined(room, { secret, name: "Ada" });
      const tab = await joined(room, { secret, name: "Ada" });
      assert.deepEqual(await told(tab.peer), { users: [tab.welcome["user"]], total: 1 });
      const bob = await joined(room);
      await told(bob.peer, 2);
      await told(tab.peer, 2);
    },
  },
  {
    part: "What passes",
    title: "tells of nobody who is back at once",
    features: ["presence"],
    async run(visit) {
      const room = visit.of(randomSecret());
      const ada = await joined(room);
      const secret = randomSecret();
      const bob = await joined(room, { secret });
      await told(ada.peer, 2);
      await bob.peer.drop();
      const back = await joined(room, { secret });
      const cleo = await joined(room);
      await told(ada.peer, 3, 2);
      assert.deepEqual(
        (await told(cleo.peer, 3)).users,
        [ada, back, cleo].map(({ welcome }) => welcome["user"]),
      );
    },
  },
  {
    part: "What passes",
    title: "misses who has gone five seconds ago",
    features: ["presence"],
    // The end of a request may be noticed late, and is after 50 s.
    over: "websocket",
    async run(visit) {
      const room = visit.of(randomSecret());
      const ada = await joined(room);
      const bob = await joined(room);
      await told(ada.peer, 2);
      const goneAt = performance.now();
      await bob.peer.drop();
      await ada.peer.peek(10_000);
      await told(ada.peer, 1);
      const afterMs = performance.now() - goneAt;
      assert(afterMs > 4_500 && afterMs < 9_000, `it missed them after ${Math.round(afterMs)} ms`);
    },
  },
  {
    part: "What passes",
    title: "passes on how far somebody has read, forward only, and tells who comes in",
    features: ["read"],
    async run(visit) {
      const room = visit.of(randomSecret());
      const ada = await joined(room);
      const bob = await joined(room);
      const [adaId, bobId] = [ada, bob].map(({ welcome }) => (welcome["user"] as Frame)["id"]);
      for (const n of [1, 2]) {
        ada.peer.send({ type: "send", n, id: `m${n}`, text: "/silent" });
        await hears(ada.peer, "ack");
        await hears(bob.peer, "entry");
      }
      for (const seq of [3, 1, 0, 2]) {
        bob.peer.send({ type: "read", seq });
        await goesOn(bob.peer);
      }
      const passed: unknown[] = [];
      while (passed.at(-1) !== 2) passed.push((await markOf(ada.peer, bobId))["seq"]);
      assert(passed.length === 1 || passed[0] === 1, `it passed on ${JSON.stringify(passed)}`);
      const cleo = await joined(room);
      const own = (cleo.welcome["user"] as Frame)["id"];
      assert.equal((await markOf(cleo.peer, own))["seq"], 0);
      assert.equal((await markOf(cleo.peer, bobId))["seq"], 2);
      assert.notEqual(adaId, bobId);
    },
  },
];

/** The next `presence` with so many, and with no fewer than `least` until then. */
async function told(
  peer: Peer,
  total?: number,
  least = 0,
): Promise<{ readonly users: unknown; readonly total: unknown }> {
  for (;;) {
    const { users, total: counted } = await hears(peer, "presence");
    assert((counted as number) >= least, `it says that ${String(counted)} are there`);
    if (total === undefined || counted === total) return { users, total: counted };
  }
}

async function markOf(peer: Peer, user: unknown): Promise<Frame> {
  for (;;) {
    const mark = await hears(peer, "read");
    if (mark["user"] === user) return mark;
  }
}
