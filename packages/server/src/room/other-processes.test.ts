import type { ChatOptions } from "@ws-chat/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Peer } from "../peer.test-support.ts";
import { type Process, type Processes, processes } from "../reply/processes.test-support.ts";

const options: ChatOptions = { onMessage: () => {}, presence: true };

let all: Processes;
let here: Process;
let there: Process;
beforeEach(async () => {
  all = await processes();
  [here, there] = [all.start(options), all.start(options)];
});
afterEach(() => all.end());

async function enter({ chat }: Process, name: string): Promise<Peer> {
  const peer = new Peer(chat, { url: "/?room=lobby" });
  await peer.hello({ secret: name.padEnd(22, "x"), name });
  await all.clock.pass(1_000);
  return peer;
}
/** Who each `presence` named. */
const told = (peer: Peer): string[] => peer.of("presence").map(({ users }) => users.map(({ name }) => name).join(" "));

describe("people on several processes", () => {
  it("are told of each other, and that stays so", async () => {
    const ada = await enter(here, "ada");
    const ben = await enter(there, "ben");
    await all.clock.pass(120_000);
    expect([told(ada), told(ben)]).toEqual([
      ["ada", "ada ben"],
      ["ben", "ben ada"],
    ]);
  });

  it("are not missed on their way to another process, though nobody else is on theirs", async () => {
    const ada = await enter(here, "ada");
    const ben = await enter(there, "ben");
    ben.drop();
    await all.clock.pass(3_000);
    await enter(here, "ben");
    await all.clock.pass(60_000);
    expect(told(ada)).toEqual(["ada", "ada ben"]);
  });

  it("are missed soon where they stay away, and their process lets go of the room", async () => {
    const ada = await enter(here, "ada");
    const before = all.clock.timers;
    const ben = await enter(there, "ben");
    ben.drop();
    await all.clock.pass(5_000);
    expect(told(ada)).toEqual(["ada", "ada ben", "ada"]);
    expect(all.clock.timers).toBe(before);
  });

  it("are missed soon after their process has closed, and later where it is cut off", async () => {
    const ada = await enter(here, "ada");
    await enter(there, "ben");
    const third = all.start(options);
    await enter(third, "cleo");
    expect(told(ada).at(-1)).toBe("ada ben cleo");
    await there.chat.close();
    await all.clock.pass(6_000);
    expect(told(ada).at(-1)).toBe("ada cleo");
    third.log.isCut = true;
    await all.clock.pass(14_000);
    expect(told(ada).at(-1)).toBe("ada cleo");
    await all.clock.pass(12_000);
    expect(told(ada).at(-1)).toBe("ada");
  });
});
