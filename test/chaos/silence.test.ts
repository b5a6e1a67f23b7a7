import { limits } from "@ws-chat/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClientIn } from "../../packages/client/src/client.ts";
import { openWebSocket } from "../../packages/client/src/link/web-socket-transport.ts";
import { FakeRuntime } from "../../packages/client/src/runtime.test-support.ts";
import { TestClock } from "../../packages/server/src/test-clock.test-support.ts";
import { type ChatServer, startChat } from "./chat-server.ts";
import { ResettingProxy } from "./resetting-proxy.ts";
import { textsOf, Witness } from "./witness.ts";

/** Real sockets; time passes only when told to. */
class RealSockets extends FakeRuntime {
  override readonly open = openWebSocket;
}

const pingMs = 1_000;
/** Of the backoff's defaults. */
const longestFirstWaitMs = 600;

describe("a link whose bytes go into a black hole", () => {
  let server: ChatServer;
  let proxy: ResettingProxy;
  let runtime: RealSockets;
  let clock: TestClock;
  let witness: Witness;
  beforeEach(async () => {
    clock = new TestClock();
    server = await startChat({ clock, limits: { pingMs } });
    proxy = await ResettingProxy.open({ port: server.port, random: () => 0 });
    runtime = new RealSockets();
    witness = new Witness(createClientIn(runtime, { url: proxy.url }));
    witness.client.connect();
    await witness.until(({ status }) => status.state === "online");
  });
  afterEach(async () => {
    witness.client.disconnect();
    await proxy.close();
    await server[Symbol.asyncDispose]();
  });

  it("is found dead pingMs + 10 s after the last byte, not before, and loses nothing", async () => {
    await witness.client.send("before");
    await witness.until((snapshot) => textsOf(snapshot).includes("Server echoed: before"));
    proxy.blackHole();
    const sent = witness.client.send("into the hole");
    await proxy.until(() => proxy.swallowed > 0);

    await runtime.pass(pingMs + limits.graceMs - 1);
    expect(witness.client.getSnapshot().status.state).toBe("online");
    await runtime.pass(1);
    expect(witness.client.getSnapshot().status.state).toBe("waiting");

    proxy.restore();
    await runtime.pass(longestFirstWaitMs);
    await sent;
    const shown = await witness.until((snapshot) => textsOf(snapshot).includes("Server echoed: into the hole"));
    expect(textsOf(shown)).toEqual([
      "before",
      "Server echoed: before",
      "into the hole",
      "Server echoed: into the hole",
    ]);
    expect([...witness.complaints]).toEqual([]);
  });

  it("is found dead 3 s after the page wakes up", async () => {
    proxy.blackHole();
    // What is heard in the millisecond of the question counts as its answer.
    await runtime.pass(1);
    runtime.wake();
    await proxy.until(() => proxy.swallowed > 0);
    await runtime.pass(limits.probeMs - 1);
    expect(witness.client.getSnapshot().status.state).toBe("online");
    await runtime.pass(1);
    expect(witness.client.getSnapshot().status.state).toBe("waiting");
  });

  it("is given up 10 s into an attempt that nobody answers", async () => {
    proxy.blackHole();
    witness.client.disconnect();
    witness.client.connect();
    await proxy.until(() => proxy.swallowed > 0);
    await runtime.pass(limits.connectMs - 1);
    expect(witness.client.getSnapshot().status.state).toBe("connecting");
    await runtime.pass(1);
    expect(witness.client.getSnapshot().status.state).toBe("waiting");
  });

  it("is ended by the server, too, when it has heard nothing for its idle time", async () => {
    proxy.blackHole();
    await clock.pass(limits.idleMs - 2_000);
    expect(server.chat.connections).toBe(1);
    // Its goodbye goes unanswered, as all else.
    await clock.pass(60_000);
    expect(server.chat.connections).toBe(0);
  });
});
