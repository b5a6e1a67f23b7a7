import { describe, expect, it } from "vitest";
import { FakeBrowser } from "./browser.test-support.ts";
import { settle } from "./runtime.test-support.ts";

for (const hasLocks of [true, false]) {
  describe(`createKeptOutbox, what a page has left, ${hasLocks ? "with" : "without"} locks`, () => {
    it("is taken over by the next page of its tab, at once, though another waits for it", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [before, other] = [browser.open(), browser.open()];
      for (const id of ["a", "b"]) before.add(id);
      other.tab.tell("storage");
      before.tab.tell("pagehide");
      const page = browser.reload(before);
      expect(page.has()).toEqual(["a", "b"]);
      await browser.pass();
      other.tab.tell("storage");
      await browser.pass();
      expect([page.has(), other.has()]).toEqual([["a", "b"], []]);
      expect(browser.outboxes).toBe(1);
    });

    it("is gone when the page that took care of it has sent all, for whoever comes then", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [before, other] = [browser.open(), browser.open()];
      for (const id of ["a", "b"]) before.add(id);
      other.tab.tell("storage");
      before.tab.tell("pagehide");
      other.tab.tell("storage");
      await browser.pass();
      for (const id of ["a", "b"]) other.remove(id);
      const page = browser.reload(before);
      await browser.pass();
      expect(page.has()).toEqual([]);
      expect(browser.outboxes).toBe(0);
    });

    it("waits as long whether or not others have looked before, and look meanwhile", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [closing, page] = [browser.open(), browser.open()];
      const look = async (): Promise<void> => {
        page.tab.tell("storage");
        await browser.later(10);
      };
      closing.add("a");
      for (let looks = 0; looks < 3; looks += 1) await look();
      closing.tab.tell("pagehide");
      for (let looks = 0; looks < 5; looks += 1) await look();
      expect(page.has()).toEqual([]);
      await browser.later(1);
      expect(page.has()).toEqual(["a"]);
    });

    it("keeps its order over one reload after another", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const other = browser.open();
      let page = browser.open();
      for (const id of ["a", "b", "c", "d"]) {
        page.add(id);
        other.tab.tell("storage");
        page.tab.tell("pagehide");
        other.tab.tell("storage");
        await settle();
        page = browser.reload(page);
        other.tab.tell("storage");
        await settle();
      }
      expect([page.has(), other.has()]).toEqual([["a", "b", "c", "d"], []]);
    });

    it("goes on to another when the page that takes care of it leaves, too", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [closing, next, last] = [browser.open(), browser.open(), browser.open()];
      closing.add("a");
      for (const page of [next, last]) page.tab.tell("storage");
      closing.tab.tell("pagehide");
      next.tab.tell("storage");
      await browser.pass();
      next.add("b");
      last.tab.tell("storage");
      expect([next.has(), last.has()]).toEqual([["a", "b"], []]);
      next.tab.tell("pagehide");
      last.tab.tell("storage");
      await browser.pass();
      expect(last.has().toSorted()).toEqual(["a", "b"]);
      for (const id of ["a", "b"]) last.remove(id);
      expect(browser.outboxes).toBe(0);
    });

    it("is left alone by the copy of a tab whose page lives", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const before = browser.open();
      before.add("a");
      before.tab.tell("pagehide");
      const page = browser.reload(before);
      const copy = browser.open(undefined, { ...page.tab.sessionStorage });
      await browser.pass();
      copy.add("b");
      expect([page.has(), copy.has()]).toEqual([["a"], ["b"]]);
    });

    it("is taken over without a word in storage of the tab's own, where that is forbidden", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const forbidden = new Proxy<Record<string, string>>(
        {},
        {
          get: () => {
            throw new Error("SecurityError");
          },
          set: () => {
            throw new Error("SecurityError");
          },
        },
      );
      const before = browser.open(undefined, forbidden);
      before.add("a");
      before.tab.tell("pagehide");
      const page = browser.open(undefined, forbidden);
      await browser.pass();
      expect(page.has()).toEqual(["a"]);
    });

    it("is taken over, and stays where it is, while storage is full", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const before = browser.open();
      before.add("a");
      before.tab.tell("pagehide");
      browser.isFull = true;
      const page = browser.reload(before);
      page.add("b");
      expect(page.has()).toEqual(["a", "b"]);
      expect(browser.outboxes).toBe(1);
      browser.isFull = false;
      page.kept.hold();
      await browser.pass();
      expect(page.has()).toEqual(["a", "b"]);
      page.tab.tell("pagehide");
      const again = browser.reload(page);
      await browser.pass();
      expect(again.has()).toEqual(["a", "b"]);
    });

    it("goes back to a page that comes back from the cache before anybody may have it", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [cached, other] = [browser.open(), browser.open()];
      for (const id of ["a", "b"]) cached.add(id);
      cached.tab.tell("pagehide");
      other.tab.tell("storage");
      await settle();
      cached.tab.tell("pageshow");
      cached.kept.hold();
      await browser.pass();
      expect([cached.has(), other.has()]).toEqual([["a", "b"], []]);
    });

    it("is taken over where the leaving page was called back to life by what it still heard", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const before = browser.open();
      for (const id of ["a", "b"]) before.add(id);
      before.tab.tell("pagehide");
      before.kept.hold();
      const page = browser.reload(before);
      expect(page.has()).toEqual(["a", "b"]);
    });

    it("is adopted as soon where the leaving page was called back to life by what it still heard", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [before, other] = [browser.open(), browser.open()];
      before.add("a");
      before.tab.tell("pagehide");
      before.kept.hold();
      other.tab.tell("storage");
      await browser.pass();
      expect(other.has()).toEqual(["a"]);
    });

    it("is taken over with what the leaving page wrote last", () => {
      const browser = new FakeBrowser({ hasLocks });
      const before = browser.open();
      before.tab.tell("pagehide");
      before.add("a");
      expect(browser.reload(before).has()).toEqual(["a"]);
    });

    it("stays with who has it when its page comes back from the cache later", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const cached = browser.open();
      for (const id of ["a", "b"]) cached.add(id);
      cached.tab.tell("pagehide");
      const heir = browser.open();
      await browser.pass();
      cached.tab.tell("pageshow");
      cached.kept.hold();
      await settle();
      expect([cached.has(), heir.has()]).toEqual([[], ["a", "b"]]);
    });

    it("is let go by a page that comes back from the cache after all was sent", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const cached = browser.open();
      cached.add("a");
      cached.tab.tell("pagehide");
      const heir = browser.open();
      await browser.pass();
      heir.remove("a");
      cached.tab.tell("pageshow");
      cached.kept.hold();
      await browser.pass();
      expect([cached.has(), browser.outboxes]).toEqual([[], 0]);
    });

    it("comes back, with what was written since, from the page that was in the tab meanwhile", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const cached = browser.open();
      cached.add("a");
      cached.tab.tell("pagehide");
      const next = browser.reload(cached);
      next.add("b");
      next.tab.tell("pagehide");
      cached.tab.tell("pageshow");
      cached.kept.hold();
      expect(cached.has()).toEqual(["a", "b"]);
    });

    it("stays with a page that comes back from the cache before anybody has looked", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const cached = browser.open();
      cached.add("a");
      cached.tab.tell("pagehide");
      cached.tab.tell("pageshow");
      cached.kept.hold();
      const other = browser.open();
      await browser.pass();
      expect([cached.has(), other.has()]).toEqual([["a"], []]);
    });
  });
}

describe("createKeptOutbox, what a page has left", () => {
  it("is not taken from a new page that has written before it has its lock", async () => {
    const browser = new FakeBrowser();
    const other = browser.open();
    const page = browser.open();
    page.add("a");
    browser.locks?.crash();
    await settle();
    other.tab.tell("storage");
    await settle();
    expect(other.has()).toEqual([]);
    browser.time += 5_000;
    other.kept.hold();
    await browser.pass();
    expect(other.has()).toEqual(["a"]);
  });

  it("is not taken by whoever waited for the lock before storage has told what was written last", async () => {
    const browser = new FakeBrowser();
    const [before, other] = [browser.open(), browser.open()];
    before.add("a");
    await browser.pass();
    other.tab.tell("storage");
    await browser.pass();
    const old = [...browser.storage.values];
    before.add("b");
    before.tab.tell("pagehide");
    const written = [...browser.storage.values];
    for (const [key, value] of old) browser.storage.set(key, value);
    await settle();
    expect(other.has()).toEqual([]);
    for (const [key, value] of written) browser.storage.set(key, value);
    await browser.pass();
    expect(other.has()).toEqual(["a", "b"]);
  });

  it("of a page that crashed is found by an open one when the lock is free", async () => {
    const browser = new FakeBrowser();
    const [crashing, other] = [browser.open(), browser.open()];
    for (const id of ["a", "b"]) crashing.add(id);
    browser.time += 5_000;
    other.tab.tell("storage");
    await browser.pass();
    browser.locks?.crash();
    await browser.pass();
    expect(other.has()).toEqual(["a", "b"]);
  });
});
