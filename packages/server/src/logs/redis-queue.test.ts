import { describe, expect, it } from "vitest";
import type { Appended } from "./log.ts";
import { RedisQueue, type Waiting } from "./redis-queue.ts";

function waiting(id: string, body = "{}"): Waiting {
  const entry = { kind: "message", id, from: { id: "v:ada", role: "visitor" }, ts: 0, text: id };
  return { entry, body, options: undefined };
}

/** A queue whose calls a test answers one by one. */
function openQueue() {
  const calls: { readonly room: string; readonly ids: string[]; readonly answer: PromiseWithResolvers<void> }[] = [];
  const queue = new RedisQueue(async (room, batch) => {
    const answer = Promise.withResolvers<void>();
    calls.push({ room, ids: batch.map(({ entry }) => entry.id), answer });
    await answer.promise;
    return batch.map(
      ({ entry }, at): Appended => ({ outcome: "stored", epoch: "e", entry: { seq: at + 1, ...entry } }),
    );
  });
  return { queue, calls };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("RedisQueue", () => {
  it("has one call under way for each room, and takes along in the next what came meanwhile", async () => {
    const { queue, calls } = openQueue();
    const appends = [queue.append("lobby", waiting("a")), queue.append("lobby", waiting("b"))];
    appends.push(queue.append("garden", waiting("c")));
    await turn();
    for (const id of ["d", "e"]) appends.push(queue.append("lobby", waiting(id)));
    await turn();
    expect(calls.map(({ room, ids }) => [room, ids])).toEqual([
      ["lobby", ["a", "b"]],
      ["garden", ["c"]],
    ]);
    calls[0]?.answer.resolve();
    await turn();
    expect(calls[2]?.ids).toEqual(["d", "e"]);
    for (const { answer } of calls) answer.resolve();
    expect((await Promise.all(appends)).map(({ outcome }) => outcome)).toEqual(Array(5).fill("stored"));
  });

  it("rejects unstored what came after a call that rejects, in that room alone, and then goes on", async () => {
    const { queue, calls } = openQueue();
    const first = queue.append("lobby", waiting("a"));
    await turn();
    const appends = [first, queue.append("lobby", waiting("b")), queue.append("garden", waiting("c"))];
    await turn();
    calls[0]?.answer.reject(new Error("away"));
    calls[1]?.answer.resolve();
    const outcomes = await Promise.allSettled(appends);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    const again = queue.append("lobby", waiting("a"));
    await turn();
    expect(calls.map(({ ids }) => ids)).toEqual([["a"], ["c"], ["a"]]);
    calls[2]?.answer.resolve();
    expect(await again).toMatchObject({ outcome: "stored" });
  });

  it("divides what would hold up Redis for long, and sends what is too long by itself", async () => {
    const { queue, calls } = openQueue();
    const big = "x".repeat(200_000);
    const bodies = [big, big, "x".repeat(300_000), ...Array.from({ length: 150 }, () => "x")];
    const done = Promise.all(bodies.map((body, at) => queue.append("lobby", waiting(`${at}`, body))));
    for (let at = 0; at < 5; at += 1) {
      await turn();
      calls[at]?.answer.resolve();
    }
    await done;
    expect(calls.map(({ ids }) => ids.length)).toEqual([1, 1, 1, 100, 50]);
  });

  it("is settled once what was called before is stored or was rejected", async () => {
    const { queue, calls } = openQueue();
    await queue.settled("lobby");
    const refused = queue.append("lobby", waiting("a")).catch((error: Error) => error.message);
    let isSettled = false;
    const settled = queue.settled("lobby").then(() => (isSettled = true));
    await turn();
    expect(isSettled).toBe(false);
    calls[0]?.answer.reject(new Error("away"));
    expect(await refused).toBe("away");
    await settled;
  });
});
