import { limits } from "@ws-chat/protocol";
import { describe, expect, it, onTestFinished } from "vitest";
import { createClientIn } from "../../packages/client/src/client.ts";
import { openHttp } from "../../packages/client/src/link/http-transport.ts";
import { FakeRuntime } from "../../packages/client/src/runtime.test-support.ts";
import { HostileProxy } from "../e2e/hostile-proxy.ts";
import { startChat } from "./chat-server.ts";
import { textsOf, Witness } from "./witness.ts";

/** Requests as they are, where answers come when they have ended; the link's time passes only when told to. */
class HeldBack extends FakeRuntime {
  heard = 0;
  #change = Promise.withResolvers<void>();
  readonly #way = { polls: true };

  override readonly open: FakeRuntime["open"] = (url, subprotocol = "", listener) =>
    openHttp({
      url,
      subprotocol,
      way: this.#way,
      asked() {},
      listener: {
        ...listener,
        received: (data) => {
          listener.received(data);
          this.heard += 1;
          this.#change.resolve();
          this.#change = Promise.withResolvers();
        },
      },
    });

  /** Resolves when the link has heard something more. */
  async hears(): Promise<void> {
    await this.#change.promise;
  }
}

const pingMs = 1_000;

describe("a conversation by HTTP where answers are held back until they end", () => {
  it("stays up while nobody says a word, and comes back to that silence", async () => {
    await using server = await startChat({ onMessage() {}, limits: { pingMs } });
    const proxy = await HostileProxy.open(server.port);
    onTestFinished(() => proxy.close());
    proxy.buffers = true;
    const runtime = new HeldBack();
    const { client } = new Witness(createClientIn(runtime, { url: `${proxy.url}websocket?room=lobby` }));
    onTestFinished(() => client.disconnect());
    const sent = client.send("hi");
    await runtime.pass(0);
    await sent;

    for (let pings = 0; pings < 3; pings += 1) {
      const heard = runtime.hears();
      await runtime.pass(pingMs);
      await heard;
      await runtime.pass(limits.graceMs - 1);
      expect(client.getSnapshot().status.state).toBe("online");
    }

    client.disconnect();
    const again = client.send("still there?");
    await runtime.pass(0);
    await again;
    expect(textsOf(client.getSnapshot())).toEqual(["hi", "still there?"]);
  });
});
