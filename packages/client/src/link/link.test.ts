import { closeCodes, limits, retryOf } from "@ws-chat/protocol";
import { describe, expect, it } from "vitest";
import { deadline, idle, type Link, type LinkEvent, type Step, step, type World } from "./link.ts";

const world: World = {
  now: 100_000,
  random: 0.5,
  offline: false,
  heardAt: 100_000,
  spokeAt: 100_000,
  text: false,
  backoff: { baseMs: 500, capMs: 20_000 },
};
const opened = { type: "opened", subprotocol: "ws-chat.v1" } as const;
const welcome = { type: "welcome", pingMs: 25_000 } as const;
const closed = (code: number, reason = ""): LinkEvent => ({ type: "closed", code, reason });

/** The last step of `events`, all in the same world. */
function play(events: readonly LinkEvent[], around: Partial<World> = {}, from: Link = idle): Step {
  let last: Step = { link: from, effects: [] };
  for (const event of events) last = step(last.link, event, { ...world, ...around });
  return last;
}

const connecting = play([{ type: "connect" }, { type: "dialed" }]).link;
const online = play([opened, welcome], {}, connecting).link;

describe("step, opening", () => {
  it("dials, greets once the server has chosen our language, and is online at the welcome", () => {
    expect(play([{ type: "connect" }]).effects).toEqual(["dial"]);
    expect(play([opened], {}, connecting).effects).toEqual(["hello"]);
    expect(play([opened], {}, connecting).link.status.state).toBe("connecting");
    expect(online.status).toEqual({ state: "online" });
  });

  it("is online at once in text mode", () => {
    const text = play([{ type: "connect" }, { type: "dialed" }, { type: "opened", subprotocol: "" }], { text: true });
    expect(text.link.status).toEqual({ state: "online" });
    expect(text.effects).toEqual([]);
    expect(deadline(text.link, world)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each(["", "chat.v9"])("drops a server that chose %j, hints and tries again later", (subprotocol) => {
    const { link, effects } = play([{ type: "opened", subprotocol }], {}, connecting);
    expect(effects).toEqual(["drop", "hint", "probe"]);
    expect(link.status.state).toBe("waiting");
  });

  it("gives a token ten seconds to come, then a connection ten to open, then the server ten for its welcome", () => {
    expect(deadline(play([{ type: "connect" }]).link, world)).toBe(world.now + limits.connectMs);
    expect(deadline(connecting, world)).toBe(world.now + limits.connectMs);
    const slowly = { now: world.now + limits.connectMs - 1 };
    const open = play([opened], slowly, connecting).link;
    expect(deadline(open, world)).toBe(slowly.now + limits.connectMs);
    for (const link of [connecting, open]) {
      const late = play([{ type: "tick" }], { now: link.dueAt, heardAt: 0 }, link);
      expect(late.effects).toEqual(["drop", "probe"]);
      expect(late.link.status.state).toBe("waiting");
    }
  });

  it("asks what is there after an attempt that came to nothing, and not after each", () => {
    const asks = (link: Link, event = closed(1006)): boolean => play([event], {}, link).effects.includes("probe");
    const tries = Array.from({ length: 9 }, (_, at) => asks({ ...connecting, tries: at, upAt: Infinity }));
    expect(tries).toEqual([true, true, false, false, true, true, false, false, true]);
    expect(asks(online)).toBe(false);
    expect(asks(connecting, closed(1013))).toBe(false);
    expect(asks({ ...connecting, bye: { type: "bye", code: 1012 } })).toBe(false);
  });

  it("does not take a second welcome", () => {
    expect(play([welcome], {}, online).link.status.state).toBe("waiting");
  });
});

describe("step, closing", () => {
  const codes = [
    ...Object.values(closeCodes).map(({ code }) => code),
    1016,
    2999,
    3001,
    3499,
    3500,
    3999,
    4000,
    4399,
    4499,
    4999,
  ];

  it.each(codes)("does after %i what the table says", (code) => {
    const { link, effects } = play([closed(code, "why")], {}, online);
    const direct: readonly number[] = [closeCodes.tokenExpired.code, closeCodes.moved.code];
    if (retryOf(code) === "no") {
      expect(link.status).toEqual({ state: "stopped", code, message: "why" });
      expect(effects).toEqual(["drop"]);
    } else if (direct.includes(code)) {
      expect(link.status.state).toBe("connecting");
      expect(effects).toEqual(["drop", "dial"]);
    } else {
      expect(link.status).toMatchObject({ state: "waiting", retryAt: world.now + 350, downSince: world.now });
      expect(effects).toEqual(["drop"]);
    }
  });

  it.each(codes.filter((code) => retryOf(code) === "once"))("stops at the second %i in a row", (code) => {
    const again = play([{ type: "connect" }, { type: "dialed" }, opened], {}, play([closed(code)], {}, online).link);
    expect(play([closed(code)], {}, again.link).link.status).toMatchObject({ state: "stopped", code });
    const welcomed = play([welcome], {}, again.link).link;
    expect(play([closed(code)], { now: world.now + 4_999 }, welcomed).link.status.state).toBe("stopped");
    expect(play([closed(code)], { now: world.now + 5_000 }, welcomed).link.status.state).not.toBe("stopped");
  });

  it("believes the bye before the close, and waits no longer for the close than three seconds", () => {
    const bye = { type: "bye", code: 4403 } as const;
    const parting = play([bye], {}, online);
    expect(parting.effects).toEqual(["close"]);
    expect(play([closed(1006, "gone")], {}, parting.link).link.status).toEqual({
      state: "stopped",
      code: 4403,
      message: "gone",
    });
    const silent = play([{ type: "tick" }], { now: world.now + limits.probeMs, heardAt: world.now + 1 }, parting.link);
    expect(silent.link.status).toMatchObject({ state: "stopped", code: 4403 });
  });

  it("goes where the bye sends it", () => {
    const { link, effects } = play([{ type: "bye", code: 4004, room: "~v:1" }, closed(4004)], {}, online);
    expect(effects).toEqual(["drop", "dial"]);
    expect(link.room).toBe("~v:1");
    expect(play([{ type: "disconnect" }], {}, link).link.room).toBeUndefined();
  });

  it("goes to a room that is named with another code no more than without", () => {
    for (const code of [4003, 1012]) {
      const { link } = play([{ type: "bye", code, room: "elsewhere" }, closed(code)], {}, online);
      expect(link.room).toBeUndefined();
    }
  });

  it.each([4003, 4401, 3000])("remembers that %i refused the token until another one is used", (code) => {
    const refused = play([closed(code)], {}, online).link;
    expect(refused.refused).toBe(code);
    expect(play([{ type: "connect" }, { type: "dialed" }], {}, refused).link.refused).toBeUndefined();
  });

  it("says something where a stop code came without a reason", () => {
    expect(play([closed(4403)], {}, online).link.status).toMatchObject({ message: "Closed with 4403." });
  });
});

describe("step, waiting", () => {
  const lost = (from: Link, around: Partial<World> = {}): Link => play([closed(1006)], around, from).link;
  const waitOf = (link: Link): number =>
    link.status.state === "waiting" ? link.status.retryAt - world.now : Number.NaN;

  it("doubles the range of the wait with each failure, up to the cap", () => {
    let link = lost(connecting, { random: 1 });
    const waits = [waitOf(link)];
    for (let n = 0; n < 8; n++) {
      link = lost(play([{ type: "connect" }, { type: "dialed" }], {}, link).link, { random: 1 });
      waits.push(waitOf(link));
    }
    expect(waits).toEqual([600, 1_100, 2_100, 4_100, 8_100, 16_100, 20_000, 20_000, 20_000]);
  });

  it("never waits less than the floor", () => {
    expect(waitOf(lost(connecting, { random: 0 }))).toBe(100);
  });

  it("starts over only after a welcome and five seconds", () => {
    const third = { ...online, tries: 3 };
    expect(waitOf(play([closed(1006)], { now: world.now + 4_999 }, third).link)).toBe(100 + 2_000 + 4_999);
    expect(waitOf(play([closed(1006)], { now: world.now + 5_000 }, third).link)).toBe(100 + 250 + 5_000);
    expect(waitOf(lost({ ...connecting, tries: 3 }))).toBe(2_100);
  });

  it("comes back no sooner than bye.retryMs, whatever the page signals", () => {
    const told = play([{ type: "bye", code: 1012, retryMs: 7_000 }, closed(1012)], {}, online).link;
    expect(waitOf(told)).toBe(7_000);
    expect(waitOf(play([{ type: "wake" }], {}, told).link)).toBe(7_000);
    expect(play([{ type: "connect" }], {}, told).effects).toEqual(["dial"]);
  });

  it("tries at the cap while the device says it is offline", () => {
    expect(waitOf(lost(online, { offline: true }))).toBe(20_000);
  });

  it("tries almost at once when the page wakes, unless the device is offline", () => {
    const link = { ...lost({ ...online, tries: 9 }, { random: 1 }) };
    expect(waitOf(play([{ type: "wake" }], {}, link).link)).toBe(50);
    expect(play([{ type: "wake" }], { offline: true }, link).link).toBe(link);
  });

  it("starts over when the page wakes while an attempt is under way, which may have begun without a network", () => {
    const link = { ...connecting, tries: 9 };
    expect(waitOf(lost(play([{ type: "wake" }], {}, link).link))).toBe(100 + 250);
    expect(waitOf(lost(play([{ type: "wake" }], { offline: true }, link).link))).toBe(20_000);
  });

  it("dials when the wait is over, and not before", () => {
    const link = lost(online);
    expect(play([{ type: "tick" }], { now: world.now + 349 }, link).effects).toEqual([]);
    expect(play([{ type: "tick" }], { now: world.now + 350 }, link).effects).toEqual(["dial"]);
  });

  it("remembers since when it is down", () => {
    const link = play([{ type: "connect" }], { now: world.now + 9_000 }, lost(online)).link;
    expect(link.status).toEqual({ state: "connecting", downSince: world.now });
  });
});

describe("step, heartbeat", () => {
  const at = (ms: number, around: Partial<World> = {}): Partial<World> => ({ now: world.now + ms, ...around });

  it("asks after pingMs of saying nothing, or of hearing nothing", () => {
    expect(deadline(online, world)).toBe(world.now + 25_000);
    expect(deadline(online, { heardAt: world.now + 9_000, spokeAt: world.now })).toBe(world.now + 25_000);
    expect(deadline(online, { heardAt: world.now, spokeAt: world.now + 9_000 })).toBe(world.now + 25_000);
    expect(play([{ type: "tick" }], at(25_000), online).effects).toEqual(["ping"]);
    expect(play([{ type: "tick" }], at(24_999), online).effects).toEqual([]);
  });

  it("is dead when nothing was heard for pingMs and the grace", () => {
    const asked = play([{ type: "tick" }], at(25_000), online).link;
    expect(deadline(asked, world)).toBe(world.now + 35_000);
    expect(play([{ type: "tick" }], at(34_999), asked).link).toBe(asked);
    expect(play([{ type: "tick" }], at(35_000), asked).link.status.state).toBe("waiting");
    expect(
      play([{ type: "tick" }], at(35_000, { heardAt: world.now + 25_001, spokeAt: world.now + 25_000 }), asked).link,
    ).toBe(asked);
  });

  it("gives a throttled tab, which asks late, its grace from the question on", () => {
    const asked = play([{ type: "tick" }], at(60_000), online).link;
    expect(deadline(asked, world)).toBe(world.now + 70_000);
  });

  it("asks with three seconds when the page wakes, once", () => {
    const { link, effects } = play([{ type: "wake" }], at(1_000), online);
    expect(effects).toEqual(["ping"]);
    expect(deadline(link, world)).toBe(world.now + 1_000 + limits.probeMs);
    expect(play([{ type: "wake" }], at(1_500), link).effects).toEqual([]);
    expect(play([{ type: "tick" }], at(4_000), link).link.status.state).toBe("waiting");
  });

  it("shortens an ordinary question when the page wakes", () => {
    const asked = play([{ type: "tick" }], at(25_000), online).link;
    expect(deadline(play([{ type: "wake" }], at(26_000), asked).link, world)).toBe(world.now + 29_000);
  });

  it("asks nothing in text mode", () => {
    const text = play([{ type: "connect" }, { type: "dialed" }, { type: "opened", subprotocol: "" }], {
      text: true,
    }).link;
    expect(play([{ type: "wake" }], { text: true }, text).effects).toEqual([]);
  });
});

describe("step, by the user", () => {
  it("goes idle from every state and forgets the connection", () => {
    for (const link of [
      idle,
      connecting,
      online,
      play([closed(1006)], {}, online).link,
      play([closed(4400)], {}, online).link,
    ]) {
      const { link: next, effects } = play([{ type: "disconnect" }], {}, link);
      expect(next.status).toEqual({ state: "idle" });
      expect(effects).toEqual(["drop"]);
      expect(deadline(next, world)).toBe(Number.POSITIVE_INFINITY);
    }
  });

  it("starts afresh after a stop", () => {
    const stopped = play([closed(4408)], {}, { ...online, spent: [4408], tries: 7 }).link;
    expect(stopped.status.state).toBe("stopped");
    const { link, effects } = play([{ type: "connect" }], {}, stopped);
    expect(effects).toEqual(["dial"]);
    expect(link).toMatchObject({ tries: 0, spent: [] });
  });

  it("ignores what comes too late", () => {
    for (const event of [closed(1006), opened, welcome, { type: "wake" }, { type: "tick" }] as const) {
      expect(play([event]).link).toBe(idle);
    }
  });
});
