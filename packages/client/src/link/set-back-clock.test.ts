import { describe, expect, it } from "vitest";
import type { ChatClient } from "../chat-client.ts";
import { createClientIn } from "../client.ts";
import { FakeRuntime, settle } from "../runtime.test-support.ts";
import { welcome } from "../server.test-support.ts";
import { memoryStorage } from "../storage.test-support.ts";

/** A device whose clock may be set back by ten minutes, while its timers go on. */
class Device extends FakeRuntime {
  #backMs = 0;

  override readonly now = (): number => this.time - this.#backMs;

  setBack(): void {
    this.#backMs = 600_000;
  }

  /** The server takes the connection. */
  takeConnection(): void {
    this.socket.listener.opened("ws-chat.v1");
    this.socket.say(welcome());
  }
}

const state = (client: ChatClient): string => client.getSnapshot().status.state;

async function online(): Promise<{ device: Device; client: ChatClient }> {
  const device = new Device();
  const client = createClientIn(device, { url: "wss://host/chat", storage: memoryStorage() });
  client.connect();
  await settle();
  device.takeConnection();
  expect(state(client)).toBe("online");
  return { device, client };
}

/** Passes no more time than until `isSo`. */
async function within(seconds: number, device: Device, isSo: () => boolean): Promise<void> {
  for (let passed = 0; passed < seconds && !isSo(); passed += 1) await device.pass(1_000);
  expect(isSo()).toBe(true);
}

describe("a client whose device sets its clock back", () => {
  it("tries again in time", async () => {
    const { device, client } = await online();
    device.socket.say({ type: "bye", code: 1013, retryMs: 5_000 });
    device.socket.end(1013);
    device.setBack();
    await within(6, device, () => device.sockets.length === 2);
    // Whoever tells a person how long that has lasted must not find that it lies ahead.
    expect(client.getSnapshot().status).toEqual({ state: "connecting", downSince: device.now() });
  });

  it("finds a half-open link dead, and the next one only when it is", async () => {
    const { device, client } = await online();
    device.setBack();
    await within(35, device, () => device.sockets.length === 2);
    expect(device.openSockets).toHaveLength(1);
    device.takeConnection();
    await device.pass(34_999);
    expect(state(client)).toBe("online");
    await device.pass(1);
    expect(state(client)).toBe("waiting");
  });

  it("sends in time what the server wanted later", async () => {
    const { device, client } = await online();
    void client.send("hi");
    await settle();
    const { id } = JSON.parse(device.socket.sent.at(-1) ?? "") as { readonly id: string };
    device.socket.say({ type: "nack", n: 1, id, code: "rate-limited", message: "", retryMs: 5_000 });
    device.setBack();
    await within(35, device, () => device.sockets.length === 2);
    device.takeConnection();
    expect(device.socket.sent.at(-1)).toContain('"text":"hi"');
  });
});
