import { describe, expect, it } from "vitest";
import { FakeBrowser, unsent } from "./browser.test-support.ts";
import { createDevice } from "./device.ts";
import { createKeptOutbox, type KeptOutbox, type Tab } from "./kept-outbox.ts";
import { FakeRuntime } from "./runtime.test-support.ts";
import { memoryStorage } from "./storage.test-support.ts";

describe("createKeptOutbox, in a program", () => {
  const keptBy = (storage = memoryStorage()): KeptOutbox =>
    createKeptOutbox(
      new FakeRuntime(),
      storage,
      createDevice(storage, "ws://host/c"),
      () => {},
      () => {},
    );

  it("is found again by the next run, and removed when it is empty", () => {
    const storage = memoryStorage();
    keptBy(storage).save([unsent("a")]);
    const next = keptBy(storage);
    expect(next.items).toEqual([unsent("a")]);
    next.save([]);
    expect(storage.values.size).toBe(0);
  });

  it("reads nothing from a value that is not its own", () => {
    const storage = memoryStorage();
    keptBy(storage).save([unsent("a")]);
    for (const rubbish of ["{", "{}", "1", "null", "[]", "[1]", "[[1],0]", "[[null],0]", '[[{"item":{}}],0]']) {
      for (const key of storage.values.keys()) storage.values.set(key, rubbish);
      expect(keptBy(storage).items).toEqual([]);
    }
  });

  it("writes only what has changed", () => {
    const storage = memoryStorage();
    let writes = 0;
    const kept = keptBy({ ...storage, set: (...pair) => (writes++, storage.set(...pair)) });
    const items = [unsent("a")];
    kept.save(items);
    kept.save(items);
    kept.save([...items, unsent("b")]);
    expect(writes).toBe(2);
  });
});

for (const hasLocks of [true, false]) {
  describe(`createKeptOutbox, ${hasLocks ? "with" : "without"} locks`, () => {
    it("writes nothing before there is something to keep", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const page = browser.open();
      await browser.pass();
      page.tab.tell("pagehide");
      expect(browser.outboxes).toBe(0);
    });

    it("is adopted by any page after its own is closed, in order", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const before = browser.open();
      for (const id of ["a", "b", "c"]) before.add(id);
      before.tab.tell("pagehide");
      const page = browser.open();
      await browser.pass();
      expect(page.has()).toEqual(["a", "b", "c"]);
      expect(browser.outboxes).toBe(1);
    });

    it("stands before what the adopting page has written itself", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [closing, open] = [browser.open(), browser.open()];
      closing.add("a");
      closing.add("b");
      open.tab.tell("storage");
      open.add("mine");
      closing.tab.tell("pagehide");
      open.kept.hold();
      await browser.pass();
      expect(open.has()).toEqual(["a", "b", "mine"]);
    });

    it("is left to its page while that lives", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [page, other] = [browser.open(), browser.open()];
      page.add("a");
      other.tab.tell("storage");
      for (let seconds = 0; seconds < 300; seconds += 20) {
        browser.time += 20_000;
        page.kept.hold();
        other.kept.hold();
        await browser.pass();
      }
      expect([page.has(), other.has()]).toEqual([["a"], []]);
    });

    it("goes to one of several that wait for it", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [page, ...others] = [browser.open(), browser.open(), browser.open(), browser.open()];
      page?.add("a");
      for (const other of others) other.tab.tell("storage");
      page?.tab.tell("pagehide");
      for (const other of others) other.kept.hold();
      await browser.pass();
      expect(others.flatMap((other) => other.has())).toEqual(["a"]);
    });

    it("stays in its room", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const lobby = browser.open("lobby");
      lobby.add("a");
      lobby.tab.tell("pagehide");
      const [other, again] = [browser.open("lobby bar"), browser.open("lobby")];
      await browser.pass();
      expect([other.has(), again.has()]).toEqual([[], ["a"]]);
    });

    it("belongs to nobody twice: two pages of the same room share nothing", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [one, two] = [browser.open(), browser.open()];
      one.add("a");
      two.add("b");
      await browser.pass();
      expect([one.has(), two.has()]).toEqual([["a"], ["b"]]);
      expect(browser.outboxes).toBe(2);
    });

    it("stays where it is, and is adopted all the same, while storage is full", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const before = browser.open();
      before.add("a");
      before.tab.tell("pagehide");
      browser.isFull = true;
      const page = browser.open();
      await browser.pass();
      expect(page.has()).toEqual(["a"]);
      expect(browser.outboxes).toBe(1);
    });

    it("is adopted though the clock was set back after its page had gone", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const before = browser.open();
      before.add("a");
      before.tab.tell("pagehide");
      browser.time -= 3_600_000;
      const page = browser.open();
      await browser.pass();
      expect(page.has()).toEqual(["a"]);
    });

    it("is not let go by a page whose storage never took it", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const page = browser.open();
      browser.isFull = true;
      page.add("a");
      page.tab.tell("pagehide");
      page.kept.hold();
      await browser.pass();
      expect(page.has()).toEqual(["a"]);
    });
  });
}

describe("createKeptOutbox", () => {
  it("without locks, is adopted after 60 s of silence and no sooner", async () => {
    const browser = new FakeBrowser({ hasLocks: false });
    browser.open().add("a");
    const other = browser.open();
    browser.time += 59_999;
    other.kept.hold();
    expect(other.has()).toEqual([]);
    browser.time += 1;
    other.kept.hold();
    expect(other.has()).toEqual(["a"]);
  });

  it("keeps no lock that it gets after it was released", () => {
    const granted: (() => unknown)[] = [];
    const locks = { request: (_: string, __: object, task: () => unknown) => Promise.resolve(granted.push(task)) };
    const tab = Object.assign(new EventTarget(), { navigator: { locks }, sessionStorage: {} });
    const storage = memoryStorage();
    // The cast: the fake has one of the two ways to call it.
    const runtime = Object.assign(new FakeRuntime(), { tab: tab as unknown as Tab });
    const kept = createKeptOutbox(
      runtime,
      storage,
      createDevice(storage, "ws://host/c"),
      () => {},
      () => {},
    );
    kept.hold();
    kept.release();
    expect(granted.map((task) => task())).toEqual([undefined]);
  });

  it("holds no lock once it is released", async () => {
    const browser = new FakeBrowser();
    const [one, two] = [browser.open(), browser.open()];
    one.add("a");
    two.tab.tell("storage");
    two.kept.release();
    one.kept.release();
    await browser.pass();
    expect(browser.locks?.held).toEqual([]);
    expect(two.has()).toEqual([]);
  });
});
