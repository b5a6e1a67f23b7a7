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
      await settle();
      other.tab.tell("storage");
      await settle();
      expect([page.has(), other.has()]).toEqual([["a", "b"], []]);
      expect(browser.outboxes).toBe(1);
    });

    it("is still there for the next page of its tab, however late, when another sends what is in it", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [before, other] = [browser.open(), browser.open()];
      for (const id of ["a", "b", "c"]) before.add(id);
      other.tab.tell("storage");
      before.tab.tell("pagehide");
      other.tab.tell("storage");
      await settle();
      expect(other.has()).toEqual(["a", "b", "c"]);
      browser.time += 3_600_000;
      other.remove("a");
      const page = browser.reload(before);
      page.add("d");
      expect(page.has()).toEqual(["b", "c", "d"]);
      other.tab.tell("storage");
      expect(other.has()).toEqual([]);
      other.add("mine");
      await settle();
      expect([page.has(), other.has()]).toEqual([["b", "c", "d"], ["mine"]]);
      expect(browser.outboxes).toBe(2);
    });

    it("is gone when the page that took care of it has sent all, for whoever comes then", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [before, other] = [browser.open(), browser.open()];
      for (const id of ["a", "b"]) before.add(id);
      other.tab.tell("storage");
      before.tab.tell("pagehide");
      other.tab.tell("storage");
      await settle();
      for (const id of ["a", "b"]) other.remove(id);
      const page = browser.reload(before);
      await settle();
      expect(page.has()).toEqual([]);
      expect(browser.outboxes).toBe(0);
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

    it("keeps its order where the start of it was left in another place, too", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [before, other] = [browser.open(), browser.open()];
      for (const id of ["a", "b"]) before.add(id);
      before.tab.tell("pagehide");
      other.tab.tell("storage");
      await settle();
      const written = [...browser.storage.values];
      const page = browser.reload(before);
      // The other page has written once more before it heard.
      for (const [key, value] of written) browser.storage.set(key, value);
      page.add("c");
      page.tab.tell("pagehide");
      other.tab.tell("storage");
      await settle();
      expect(other.has()).toEqual(["a", "b", "c"]);
      for (const id of ["a", "b", "c"]) other.remove(id);
      expect(browser.outboxes).toBe(0);
    });

    it("goes on to another when the page that takes care of it leaves, too", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const [closing, next, last] = [browser.open(), browser.open(), browser.open()];
      closing.add("a");
      for (const page of [next, last]) page.tab.tell("storage");
      closing.tab.tell("pagehide");
      next.tab.tell("storage");
      await settle();
      next.add("b");
      last.tab.tell("storage");
      expect([next.has(), last.has()]).toEqual([["a", "b"], []]);
      next.tab.tell("pagehide");
      last.tab.tell("storage");
      await settle();
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
      await settle();
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
      await settle();
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
      await settle();
      expect(page.has()).toEqual(["a", "b"]);
      page.tab.tell("pagehide");
      const again = browser.reload(page);
      await settle();
      expect(again.has()).toEqual(["a", "b"]);
    });

    it("goes back to a page that comes back from the cache, as far as no other has sent it", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const cached = browser.open();
      for (const id of ["a", "b"]) cached.add(id);
      cached.tab.tell("pagehide");
      const heir = browser.open();
      await settle();
      expect(heir.has()).toEqual(["a", "b"]);
      heir.remove("a");
      cached.kept.hold();
      heir.tab.tell("storage");
      await settle();
      expect([cached.has(), heir.has()]).toEqual([["b"], []]);
      cached.add("c");
      cached.tab.tell("pagehide");
      heir.kept.hold();
      await settle();
      expect(heir.has()).toEqual(["b", "c"]);
    });

    it("is let go by a page that comes back from the cache after all was sent", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const cached = browser.open();
      cached.add("a");
      cached.tab.tell("pagehide");
      const heir = browser.open();
      await settle();
      heir.remove("a");
      cached.kept.hold();
      await settle();
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
      cached.kept.hold();
      expect(cached.has()).toEqual(["a", "b"]);
    });

    it("stays with a page that comes back from the cache before anybody has looked", async () => {
      const browser = new FakeBrowser({ hasLocks });
      const cached = browser.open();
      cached.add("a");
      cached.tab.tell("pagehide");
      cached.kept.hold();
      const other = browser.open();
      await settle();
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
    browser.time += 2_000;
    other.kept.hold();
    await settle();
    expect(other.has()).toEqual(["a"]);
  });

  it("of a page that crashed is found by an open one as soon as the lock is free", async () => {
    const browser = new FakeBrowser();
    const [crashing, other] = [browser.open(), browser.open()];
    for (const id of ["a", "b"]) crashing.add(id);
    browser.time += 2_000;
    other.tab.tell("storage");
    await settle();
    browser.locks?.crash();
    await settle();
    expect(other.has()).toEqual(["a", "b"]);
    const page = browser.reload(crashing);
    await settle();
    expect(page.has()).toEqual([]);
    other.tab.tell("pagehide");
    page.tab.tell("storage");
    await settle();
    expect(page.has()).toEqual(["a", "b"]);
  });
});
