import { limits, pingText } from "@ws-chat/protocol";
import { describe, expect, it } from "vitest";
import type { ClientOptions, Status } from "../chat-client.ts";
import { resolveEndpoint } from "../endpoint.ts";
import { FakeRuntime, settle } from "../runtime.test-support.ts";
import { createDriver, type Driver, type Talk } from "./driver.ts";

const welcome = {
  type: "welcome",
  user: { id: "v:1", role: "visitor" },
  room: "~v:1",
  epoch: "e",
  seq: 0,
  id: "",
  resumed: false,
  streams: [],
  features: [],
  pingMs: 25_000,
  limits: { textBytes: 100, window: 4, historyEntries: 10 },
};

/** A driver, and what it told the one it works for. */
function drive(runtime: FakeRuntime, options: Partial<ClientOptions> = {}) {
  const url = "wss://host/chat";
  const statuses: Status[] = [];
  const errors: string[] = [];
  const received: string[] = [];
  let downs = 0;
  const talk: Talk = {
    hello: (token) => `hello ${token}`,
    receive: (frame) => received.push(frame.type === "text" ? frame.text : frame.type),
    down: () => void downs++,
    status: (status) => statuses.push(status),
    error: (code) => errors.push(code),
    wakeAt: () => Number.POSITIVE_INFINITY,
    tick() {},
  };
  const driver = createDriver({ url, ...options }, resolveEndpoint(url), runtime, talk);
  return { driver, statuses, errors, received, downs: () => downs };
}

async function goOnline(runtime: FakeRuntime, driver: Driver): Promise<void> {
  driver.dispatch({ type: "connect" });
  await settle();
  answer(runtime);
}

function answer(runtime: FakeRuntime): void {
  runtime.socket.listener.opened("ws-chat.v1");
  runtime.socket.say(welcome);
}

const held = (runtime: FakeRuntime) => ({
  sockets: runtime.openSockets.length,
  timers: runtime.timers.size,
  watchers: runtime.watchers.size,
});

describe("createDriver", () => {
  it("connects at most 12 times in 20 s to a server that refuses at once, whatever the luck", async () => {
    let most = 0;
    for (let seed = 0; seed < 10_000; seed++) {
      const runtime = new FakeRuntime(seed);
      const open = runtime.open.bind(runtime);
      const refusing = Object.assign(runtime, {
        open: ((url, subprotocol, listener) => {
          const transport = open(url, subprotocol, listener);
          queueMicrotask(() => runtime.socket.end(1006));
          return transport;
        }) satisfies FakeRuntime["open"],
      });
      drive(refusing).driver.dispatch({ type: "connect" });
      await runtime.pass(20_000);
      most = Math.max(most, runtime.sockets.length);
    }
    expect(most).toBeLessThanOrEqual(12);
    expect(most).toBeGreaterThan(5);
  });

  it("holds no more after an hour with 50 reconnects than at the start, and nothing after the end", async () => {
    const runtime = new FakeRuntime();
    const { driver } = drive(runtime);
    await goOnline(runtime, driver);
    const atFirst = held(runtime);
    expect(atFirst).toEqual({ sockets: 1, timers: 1, watchers: 1 });
    for (let drop = 0; drop < 50; drop++) {
      const connected = runtime.sockets.length;
      for (let second = 0; second < 72; second++) {
        await runtime.pass(1_000);
        if (runtime.sockets.length > connected && runtime.socket.sent.length === 0) answer(runtime);
        else if (runtime.socket.sent.at(-1) === pingText) runtime.socket.say({ type: "pong" });
        if (second === 10) runtime.socket.end(1006);
      }
      expect(runtime.sockets).toHaveLength(connected + 1);
    }
    expect(held(runtime)).toEqual(atFirst);
    driver.dispatch({ type: "disconnect" });
    expect(held(runtime)).toEqual({ sockets: 0, timers: 0, watchers: 0 });
  });

  it("finds a half-open link dead after pingMs and the grace", async () => {
    const runtime = new FakeRuntime();
    const { driver, statuses, downs } = drive(runtime);
    await goOnline(runtime, driver);
    await runtime.pass(25_000);
    expect(runtime.socket.sent).toEqual(["hello undefined", pingText]);
    await runtime.pass(9_999);
    expect(statuses.at(-1)?.state).toBe("online");
    await runtime.pass(1);
    expect(statuses.at(-1)?.state).toBe("waiting");
    expect(runtime.openSockets).toEqual([]);
    expect(downs()).toBe(1);
  });

  it("asks at once when the page wakes and finds a dead link within three seconds", async () => {
    const runtime = new FakeRuntime();
    const { driver, statuses } = drive(runtime);
    await goOnline(runtime, driver);
    await runtime.pass(1_000);
    runtime.wake();
    expect(runtime.socket.sent.at(-1)).toBe(pingText);
    await runtime.pass(3_000);
    expect(statuses.at(-1)?.state).toBe("waiting");
  });

  it("gives up an attempt that nobody answers after ten seconds", async () => {
    const runtime = new FakeRuntime();
    const { driver, statuses } = drive(runtime);
    driver.dispatch({ type: "connect" });
    await runtime.pass(9_999);
    expect(statuses.at(-1)?.state).toBe("connecting");
    await runtime.pass(1);
    expect(statuses.at(-1)?.state).toBe("waiting");
    expect(runtime.openSockets).toEqual([]);
  });

  it("drops a link that speaks nonsense and comes back", async () => {
    const runtime = new FakeRuntime();
    const { driver, statuses, errors } = drive(runtime);
    await goOnline(runtime, driver);
    runtime.socket.listener.received("{");
    expect(errors).toEqual(["bad-frame"]);
    expect(statuses.at(-1)?.state).toBe("waiting");
    await runtime.pass(1_000);
    expect(runtime.sockets).toHaveLength(2);
  });

  it("passes on no frame before the welcome, and none of a connection that is over", async () => {
    const runtime = new FakeRuntime();
    const { driver, received } = drive(runtime);
    driver.dispatch({ type: "connect" });
    await settle();
    const first = runtime.socket;
    first.listener.opened("ws-chat.v1");
    first.say({ type: "delta", id: "s", i: 1, text: "early" });
    first.say(welcome);
    first.say({ type: "delta", id: "s", i: 1, text: "in time" });
    first.end(1006);
    first.say({ type: "delta", id: "s", i: 2, text: "late" });
    expect(received).toEqual(["welcome", "delta"]);
  });

  it("waits longer than any timer can", async () => {
    const runtime = new FakeRuntime();
    const { driver, statuses } = drive(runtime);
    await goOnline(runtime, driver);
    runtime.socket.say({ type: "bye", code: 1012, retryMs: 2 ** 40 });
    runtime.socket.end(1012);
    expect(statuses.at(-1)).toMatchObject({ state: "waiting", retryAt: runtime.time + 2 ** 40 });
    await runtime.pass(60_000);
    expect([...runtime.timers].map(({ at }) => at - runtime.time)).toEqual([2 ** 31 - 1 - 57_000]);
  });

  it("says nothing and hears only texts in text mode", async () => {
    const runtime = new FakeRuntime();
    const { driver, statuses, received } = drive(runtime, { protocol: "text" });
    driver.dispatch({ type: "connect" });
    await settle();
    expect(driver.send("too early")).toBe(false);
    expect(runtime.socket.subprotocol).toBeUndefined();
    runtime.socket.listener.opened("");
    expect(statuses.at(-1)?.state).toBe("online");
    expect(driver.send("hi")).toBe(true);
    runtime.socket.listener.received('{"type":"bye","code":4400}');
    runtime.socket.listener.received(new Uint8Array(1));
    await runtime.pass(3_600_000);
    expect(runtime.socket.sent).toEqual(["hi"]);
    expect(received).toEqual(['{"type":"bye","code":4400}']);
  });
});

describe("createDriver, getToken", () => {
  const tokens = () => {
    const reasons: object[] = [];
    const getToken = (reason: object): string => `token ${reasons.push(reason)}`;
    return { reasons, getToken };
  };

  it("is called when the token is missing, and not for the next connection", async () => {
    const runtime = new FakeRuntime();
    const { reasons, getToken } = tokens();
    const { driver } = drive(runtime, { getToken });
    await goOnline(runtime, driver);
    runtime.socket.end(1006);
    await runtime.pass(1_000);
    answer(runtime);
    expect(runtime.sockets.map(({ sent }) => sent[0])).toEqual(["hello token 1", "hello token 1"]);
    expect(reasons).toEqual([{}]);
  });

  it("is called at once for a fresh token after 4003, once", async () => {
    const runtime = new FakeRuntime();
    const { reasons, getToken } = tokens();
    const { driver, statuses } = drive(runtime, { getToken });
    await goOnline(runtime, driver);
    runtime.socket.end(4003);
    await settle();
    answer(runtime);
    expect(runtime.socket.sent).toEqual(["hello token 2"]);
    expect(reasons).toEqual([{}, { refused: 4003 }]);
    runtime.socket.end(4003, "expired again");
    expect(statuses.at(-1)).toEqual({ state: "stopped", code: 4003, message: "expired again" });
  });

  it("is called after 4401 only when the user connects again", async () => {
    const runtime = new FakeRuntime();
    const { reasons, getToken } = tokens();
    const { driver, statuses } = drive(runtime, { getToken });
    await goOnline(runtime, driver);
    runtime.socket.end(4401, "who are you?");
    await runtime.pass(60_000);
    expect(statuses.at(-1)).toEqual({ state: "stopped", code: 4401, message: "who are you?" });
    expect(reasons).toHaveLength(1);
    driver.dispatch({ type: "connect" });
    await settle();
    expect(reasons).toEqual([{}, { refused: 4401 }]);
  });

  it("is called again when a server ends the connection without welcoming the token", async () => {
    const runtime = new FakeRuntime();
    const { reasons, getToken } = tokens();
    const { driver } = drive(runtime, { getToken });
    driver.dispatch({ type: "connect" });
    await settle();
    runtime.socket.listener.opened("ws-chat.v1");
    runtime.socket.end(1011);
    await runtime.pass(1_000);
    answer(runtime);
    expect(runtime.sockets.map(({ sent }) => sent[0])).toEqual(["hello token 1", "hello token 2"]);
    expect(reasons).toEqual([{}, {}]);
  });

  it("is called again after a disconnect: the next connection may be somebody else's", async () => {
    const runtime = new FakeRuntime();
    const { getToken } = tokens();
    const { driver } = drive(runtime, { getToken });
    await goOnline(runtime, driver);
    driver.dispatch({ type: "disconnect" });
    await goOnline(runtime, driver);
    expect(runtime.socket.sent[0]).toBe("hello token 2");
  });

  it("may never come: the link waits and asks again", async () => {
    const runtime = new FakeRuntime();
    let calls = 0;
    const { driver } = drive(runtime, { getToken: () => (++calls === 1 ? new Promise(() => {}) : "yes") });
    driver.dispatch({ type: "connect" });
    await runtime.pass(limits.connectMs + 1_000);
    expect(runtime.sockets).toHaveLength(1);
  });

  it("may fail: the link waits and asks again", async () => {
    const runtime = new FakeRuntime();
    let calls = 0;
    const getToken = (): Promise<string> => (++calls === 1 ? Promise.reject(new Error("no")) : Promise.resolve("yes"));
    const { driver, statuses, errors } = drive(runtime, { getToken });
    driver.dispatch({ type: "connect" });
    await settle();
    expect(errors).toEqual(["connect"]);
    expect(statuses.at(-1)?.state).toBe("waiting");
    await runtime.pass(1_000);
    expect(runtime.sockets).toHaveLength(1);
  });

  it("may come too late: nothing connects after a disconnect", async () => {
    const runtime = new FakeRuntime();
    const { promise, resolve } = Promise.withResolvers<string>();
    const { driver } = drive(runtime, { getToken: () => promise });
    driver.dispatch({ type: "connect" });
    driver.dispatch({ type: "disconnect" });
    resolve("late");
    await settle();
    expect(runtime.sockets).toEqual([]);
    expect(held(runtime)).toEqual({ sockets: 0, timers: 0, watchers: 0 });
  });
});

describe("createDriver, probe", () => {
  const fail = async (runtime: FakeRuntime, driver: Driver): Promise<void> => {
    driver.dispatch({ type: "connect" });
    await settle();
    runtime.socket.end(1006);
    await settle();
  };

  it("asks once after a failure before the first opening, and is content with a ws-chat", async () => {
    const runtime = new FakeRuntime();
    const { driver } = drive(runtime, { room: "a b" });
    await fail(runtime, driver);
    await fail(runtime, driver);
    expect(runtime.probed).toEqual(["wss://host/chat?room=a+b"]);
    expect(runtime.hinted).toEqual([]);
  });

  it("opens by what gets through from then on, which says what it is", async () => {
    const runtime = new FakeRuntime();
    const { open } = runtime;
    const opened: string[] = [];
    const fallBack = (): Promise<Pick<FakeRuntime, "open">> =>
      Promise.resolve({
        open: (url, subprotocol, listener) => {
          opened.push(url);
          return { ...open(url, subprotocol, listener), kind: "http" };
        },
      });
    const { driver } = drive(Object.assign(runtime, { fallBack }));
    await fail(runtime, driver);
    expect(opened).toEqual([]);
    await goOnline(runtime, driver);
    expect(opened).toEqual(["wss://host/chat"]);
    expect(driver.transport).toBe("http");
    runtime.socket.end(1006);
    expect(driver.transport).toBeUndefined();
    await fail(runtime, driver);
    expect(opened).toHaveLength(2);
    expect(runtime.probed).toHaveLength(1);
  });

  it.each([
    ["an earlier page has found WebSocket blocked", {}, 1],
    ["that is none of a text client's business", { protocol: "text" } as const, 0],
  ])("begins with what gets through where %s", async (_, options, times) => {
    const runtime = new FakeRuntime();
    const tab = Object.assign(new EventTarget(), { navigator: {}, sessionStorage: { "ws-chat http": "stream" } });
    let fallen = 0;
    const fallBack = (): Promise<FakeRuntime> => {
      fallen += 1;
      return Promise.resolve(runtime);
    };
    const { driver } = drive(Object.assign(runtime, { tab, fallBack }), options);
    driver.dispatch({ type: "connect" });
    await settle();
    expect(fallen).toBe(times);
    expect(runtime.sockets).toHaveLength(1);
  });

  it("hints once where something else answers", async () => {
    const runtime = new FakeRuntime();
    runtime.answer = () => Promise.resolve(false);
    const { driver } = drive(runtime);
    await fail(runtime, driver);
    await fail(runtime, driver);
    runtime.wake();
    await runtime.pass(1_000);
    runtime.socket.listener.opened("");
    expect(runtime.hinted).toEqual(["wss://host/chat"]);
  });

  it("hints where a server takes the socket and not the language", async () => {
    const runtime = new FakeRuntime();
    const { driver } = drive(runtime);
    driver.dispatch({ type: "connect" });
    await settle();
    runtime.socket.listener.opened("");
    expect(runtime.hinted).toHaveLength(1);
    expect(runtime.openSockets).toEqual([]);
  });

  it("asks nothing once a server has answered, nor in text mode", async () => {
    const runtime = new FakeRuntime();
    const { driver } = drive(runtime);
    await goOnline(runtime, driver);
    runtime.socket.end(1006);
    const text = new FakeRuntime();
    await fail(text, drive(text, { protocol: "text" }).driver);
    expect([...runtime.probed, ...text.probed]).toEqual([]);
  });

  it("hints nothing after a disconnect", async () => {
    const runtime = new FakeRuntime();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    runtime.answer = () => promise;
    const { driver } = drive(runtime);
    await fail(runtime, driver);
    driver.dispatch({ type: "disconnect" });
    resolve(false);
    await settle();
    expect(runtime.hinted).toEqual([]);
  });
});
