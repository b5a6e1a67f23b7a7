import { secretPattern } from "@ws-chat/protocol";
import { describe, expect, it } from "vitest";
import type { Storage } from "./chat-client.ts";
import { createDevice } from "./device.ts";
import { memoryStorage } from "./storage.test-support.ts";

const endpoint = "ws://host/c";

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

  it("takes the place of what no server would take", () => {
    const storage = memoryStorage();
    createDevice(storage, endpoint).keepSecret();
    const [key = ""] = storage.values.keys();
    storage.values.set(key, "rubbish");
    const device = createDevice(storage, endpoint);
    expect(device.secret()).toMatch(secretPattern);
    expect(device.keepSecret()).toBe(true);
    expect(storage.values.get(key)).toBe(device.secret());
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

describe("createDevice, storage", () => {
  it("says when it is full, and when it is not any more", () => {
    const storage = memoryStorage();
    let isFull = true;
    const set: Storage["set"] = (key, value) => {
      if (isFull) throw new Error("QuotaExceededError");
      storage.set(key, value);
    };
    const device = createDevice({ ...storage, set }, endpoint);
    device.write("a", "1");
    expect(device.storage).toBe("unavailable");
    isFull = false;
    device.write("a", "1");
    expect(device.storage).toBe("ok");
  });

  it("keeps rooms apart whose names begin alike", () => {
    const prefix = (room?: string): string => createDevice(memoryStorage(), endpoint, room).outboxPrefix;
    const prefixes = [prefix(), prefix("a"), prefix("a b"), prefix('a"'), prefix('a" b')];
    for (const one of prefixes) {
      expect(prefixes.filter((other) => `${other}tab`.startsWith(one))).toEqual([one]);
    }
  });

  it("forgets all of its endpoint and nothing else", () => {
    const storage = memoryStorage();
    const device = createDevice(storage, endpoint, "lobby");
    device.keepSecret();
    device.write(`${device.outboxPrefix}tab`, "[]");
    storage.set("theirs", "1");
    createDevice(storage, `${endpoint}2`).keepSecret();
    const before = device.secret();
    device.forget();
    expect([...storage.values.keys()].toSorted()).toEqual(["theirs", `ws-chat ${endpoint}2 secret`]);
    expect(device.secret()).not.toBe(before);
  });
});
