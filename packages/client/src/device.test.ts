import { describe, expect, it } from "vitest";
import type { Storage } from "./chat-client.ts";
import { createDevice } from "./device.ts";
import { itemOf } from "./items.ts";
import type { Unsent } from "./outbox.ts";
import { memoryStorage } from "./storage.test-support.ts";

const endpoint = "ws://host/c";
const unsent = (id: string): Unsent => {
  const message = { id, from: { id: "me", role: "visitor" }, ts: 1, text: id };
  return { item: { ...itemOf("me", message), delivery: { state: "queued" } } };
};

describe("createDevice, secret", () => {
  it("mints 22 base64url characters and writes nothing until it is kept", () => {
    const storage = memoryStorage();
    const device = createDevice(storage, endpoint);
    const secret = device.secret();
    expect(secret).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(device.secret()).toBe(secret);
    expect(storage.values.size).toBe(0);
    expect(device.keepSecret()).toBe(true);
    expect([...storage.values.values()]).toEqual([secret]);
  });

  it("is found again, in every room of the endpoint and at no other", () => {
    const storage = memoryStorage();
    createDevice(storage, endpoint).keepSecret();
    const [secret] = storage.values.values();
    expect(createDevice(storage, endpoint, "lobby").secret()).toBe(secret);
    expect(createDevice(storage, `${endpoint}/2`).secret()).not.toBe(secret);
  });

  it("gives way to one that another tab has kept", () => {
    const storage = memoryStorage();
    const mine = createDevice(storage, endpoint);
    mine.secret();
    const other = createDevice(storage, endpoint);
    expect(other.keepSecret()).toBe(true);
    expect(mine.keepSecret()).toBe(false);
    expect(mine.secret()).toBe(other.secret());
    expect(mine.keepSecret()).toBe(true);
  });

  it("stays the same where storage is forbidden, and says so", () => {
    const forbidden: Storage = {
      ...memoryStorage(),
      get: () => undefined,
      set: () => {
        throw new Error("no");
      },
    };
    const device = createDevice(forbidden, endpoint);
    const secret = device.secret();
    expect(device.storage).toBe("ok");
    expect(device.keepSecret()).toBe(true);
    expect(device.secret()).toBe(secret);
    expect(device.storage).toBe("unavailable");
  });
});

describe("createDevice, outbox", () => {
  it("keeps the outbox of each room apart and removes an empty one", () => {
    const storage = memoryStorage();
    const device = createDevice(storage, endpoint, "lobby");
    device.saveOutbox([unsent("a")]);
    expect(createDevice(storage, endpoint).loadOutbox()).toEqual([]);
    expect(createDevice(storage, endpoint, "lobby").loadOutbox()).toEqual([unsent("a")]);
    device.saveOutbox([]);
    expect(storage.values.size).toBe(0);
  });

  it("writes only what has changed", () => {
    const storage = memoryStorage();
    let writes = 0;
    const device = createDevice({ ...storage, set: (...pair) => (writes++, storage.set(...pair)) }, endpoint);
    const items = [unsent("a")];
    device.saveOutbox(items);
    device.saveOutbox(items);
    device.saveOutbox([...items, unsent("b")]);
    expect(writes).toBe(2);
  });

  it("says when storage is full, and when it is not any more", () => {
    const storage = memoryStorage();
    let isFull = true;
    const set: Storage["set"] = (key, value) => {
      if (isFull) throw new Error("QuotaExceededError");
      storage.set(key, value);
    };
    const device = createDevice({ ...storage, set }, endpoint);
    device.saveOutbox([unsent("a")]);
    expect(device.storage).toBe("unavailable");
    isFull = false;
    device.saveOutbox([unsent("a")]);
    expect(device.storage).toBe("ok");
  });

  it("reads nothing from a value that is not its own", () => {
    const storage = memoryStorage();
    createDevice(storage, endpoint).saveOutbox([unsent("a")]);
    for (const key of storage.values.keys()) storage.values.set(key, "{");
    expect(createDevice(storage, endpoint).loadOutbox()).toEqual([]);
  });

  it("forgets all of its endpoint and nothing else", () => {
    const storage = memoryStorage();
    const device = createDevice(storage, endpoint, "lobby");
    device.keepSecret();
    device.saveOutbox([unsent("a")]);
    storage.set("theirs", "1");
    createDevice(storage, `${endpoint}2`).keepSecret();
    const before = device.secret();
    device.forget();
    expect([...storage.values.keys()].toSorted()).toEqual(["theirs", `ws-chat ${endpoint}2 secret`]);
    expect(device.secret()).not.toBe(before);
  });
});
