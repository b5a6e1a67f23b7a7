import type { Browser, BrowserContext } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { servePage } from "./page-server.ts";
import { StoppableChat } from "./stoppable-chat.ts";

let browser: Browser;
let site: Awaited<ReturnType<typeof servePage>>;
let server: StoppableChat;
/** Each test is a device of its own. */
let device: BrowserContext;
let room = "";

beforeAll(async () => {
  browser = await openBrowser();
  site = await servePage(`<script type="module">
    const chat = document.createElement("ws-chat");
    chat.url = new URLSearchParams(location.search).get("url");
    chat.room = new URLSearchParams(location.search).get("room");
    document.body.append(chat);
  </script>`);
  server = new StoppableChat([new URL(plain(site.url)).origin, new URL(site.url).origin]);
});
afterAll(async () => {
  await browser.close();
  await server.end();
  await site.close();
});
beforeEach(async () => {
  device = await browser.createBrowserContext();
  await server.start();
  room = `room ${Math.random()}`;
});
afterEach(() => device.close());

/** The same site where a browser trusts it less: no locks, no `randomUUID`. */
function plain(url: string): string {
  return url.replace("127.0.0.1", "site.test");
}

function address(base: string): string {
  return `${base}?${new URLSearchParams({ url: server.url, room })}`;
}

function open(base = site.url): Promise<ChatPage> {
  return ChatPage.open(device, address(base));
}

/** Waits until these texts are shown, and no other. */
async function shows(chat: ChatPage, wanted: string[]): Promise<void> {
  await chat.page.waitForFunction(
    (joined) =>
      document
        .querySelector("ws-chat")
        ?.messages.map(({ text }) => text)
        .join() === joined,
    { polling: 50 },
    wanted.join(),
  );
}

/** Waits until `count` messages are shown and all are stored. */
async function settles(chat: ChatPage, count: number): Promise<void> {
  // Does not wait for the backoff, as a page does not whose network is back.
  await chat.page.evaluate(() => dispatchEvent(new Event("online")));
  await chat.page.waitForFunction(
    (wanted) => {
      const { messages = [] } = document.querySelector("ws-chat") ?? {};
      return messages.length === wanted && messages.every(({ seq }) => seq);
    },
    { polling: 50 },
    count,
  );
}

async function goOffline(...chats: ChatPage[]): Promise<void> {
  await server.stop();
  for (const { page } of chats) {
    await page.waitForFunction(() => document.querySelector("ws-chat")?.status?.state !== "online", { polling: 50 });
  }
}

const kinds = [
  { name: "a page with locks", base: () => site.url, hasLocks: true },
  { name: "a plain http: page, without locks", base: () => plain(site.url), hasLocks: false },
];

for (const { name, base, hasLocks } of kinds) {
  describe(`queued messages, on ${name}`, () => {
    it("survive a reload, are shown at once, and are stored once and in order", async () => {
      const chat = await open(base());
      expect(await chat.page.evaluate(() => navigator.locks !== undefined)).toBe(hasLocks);
      await chat.write("one");
      await settles(chat, 1);
      await goOffline(chat);
      for (const text of ["two", "three", "four"]) await chat.write(text);
      await chat.page.reload();
      await shows(chat, ["two", "three", "four"]);
      await chat.page.reload();
      await shows(chat, ["two", "three", "four"]);
      await chat.write("five");
      await server.start();
      await settles(chat, 5);
      expect(await server.texts(room)).toEqual(["one", "two", "three", "four", "five"]);
      expect(chat.errors).toEqual([]);
    });

    it("are sent by a tab opened later, once and in order", async () => {
      const closing = await open(base());
      await goOffline(closing);
      for (const text of ["one", "two", "three"]) await closing.write(text);
      await closing.leave();
      const chat = await open(base());
      await shows(chat, ["one", "two", "three"]);
      await server.start();
      await settles(chat, 3);
      expect(await server.texts(room)).toEqual(["one", "two", "three"]);
    });

    it("of two tabs are all stored once, each tab's in order, when the server has come back", async () => {
      const chats = [await open(base()), await open(base())];
      await goOffline(...chats);
      for (const number of [1, 2, 3, 4, 5]) {
        for (const [tab, chat] of chats.entries()) await chat.write(`${tab}.${number}`);
      }
      await server.start();
      await Promise.all(chats.map((chat) => settles(chat, 10)));
      const stored = await server.texts(room);
      for (const tab of chats.keys()) {
        expect(stored.filter((text) => text.startsWith(`${tab}.`))).toEqual([1, 2, 3, 4, 5].map((n) => `${tab}.${n}`));
      }
      expect(stored).toHaveLength(10);
    });

    it("of a duplicated tab are its own, and both survive", async () => {
      const original = await open(base());
      await goOffline(original);
      await original.write("original");
      await original.page.evaluate(() => void window.open(location.href));
      const opened = await device.waitForTarget(
        (target) => target !== original.page.target() && target.url() === original.page.url(),
      );
      const twin = await opened.page();
      if (!twin) throw new Error("no second page");
      const copy = new ChatPage(twin);
      await copy.write("copy");
      await shows(copy, ["copy"]);
      await shows(original, ["original"]);
      await copy.leave();
      await original.leave();
      const chat = await open(base());
      await chat.page.waitForFunction(() => document.querySelector("ws-chat")?.messages.length === 2);
      await server.start();
      await settles(chat, 2);
      expect((await server.texts(room)).toSorted()).toEqual(["copy", "original"]);
    });
  });
}

describe("queued messages", () => {
  it("of a closed tab are adopted at once by one that is open", async () => {
    const closing = await open();
    const chat = await open();
    await goOffline(closing, chat);
    await chat.write("mine");
    for (const text of ["one", "two", "three"]) await closing.write(text);
    await closing.leave();
    await shows(chat, ["one", "two", "three", "mine"]);
    await server.start();
    await settles(chat, 4);
    expect(await server.texts(room)).toEqual(["one", "two", "three", "mine"]);
  });

  it("of a page that crashed are found by the next", async () => {
    const crashing = await open();
    await goOffline(crashing);
    for (const text of ["one", "two"]) await crashing.write(text);
    const cdp = await crashing.page.createCDPSession();
    void cdp.send("Page.crash").catch(() => {});
    const chat = await open();
    await shows(chat, ["one", "two"]);
    await server.start();
    await settles(chat, 2);
    expect(await server.texts(room)).toEqual(["one", "two"]);
  });
});

describe("queued messages of a page in the back/forward cache", () => {
  it("are let go when it comes back after another has adopted them", async () => {
    const cached = await open();
    await goOffline(cached);
    for (const text of ["one", "two"]) await cached.write(text);
    await cached.page.evaluate(() =>
      addEventListener("pageshow", ({ persisted }) => {
        document.title = persisted ? "from the cache" : "loaded anew";
      }),
    );
    await cached.page.goto("about:blank");
    const heir = await open();
    await shows(heir, ["one", "two"]);
    await cached.page.bringToFront();
    await cached.page.goBack();
    await cached.page.waitForFunction(() => document.title !== "A site");
    expect(await cached.page.title()).toBe("from the cache");
    await shows(cached, []);
    await server.start();
    await settles(heir, 2);
    await settles(cached, 2);
    expect(await server.texts(room)).toEqual(["one", "two"]);
  });
});

describe("storage", () => {
  const refusals = {
    forbidden: () =>
      Object.defineProperty(globalThis, "localStorage", {
        get() {
          throw new DOMException("no", "SecurityError");
        },
      }),
    full: () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("no", "QuotaExceededError");
      };
    },
  };
  for (const [name, refuse] of Object.entries(refusals)) {
    it(`that is ${name} stops nothing`, async () => {
      const page = await device.newPage();
      await page.evaluateOnNewDocument(refuse);
      await page.goto(address(site.url));
      const chat = new ChatPage(page);
      await goOffline(chat);
      await chat.write("one");
      await shows(chat, ["one"]);
      await server.start();
      await settles(chat, 1);
      expect(await server.texts(room)).toEqual(["one"]);
      expect(chat.errors).toEqual([]);
    });
  }

  it("is forgotten in every tab, and by none later, once one is reset", async () => {
    const [first, second] = [await open(), await open()];
    await first.write("mine");
    await shows(second, ["mine"]);
    await goOffline(second);
    await second.write("not sent");
    const secrets = (chat: ChatPage): Promise<string[]> =>
      chat.page.evaluate(() => Object.keys(localStorage).flatMap((key) => localStorage.getItem(key) ?? []));
    const before = (await secrets(first)).join();
    await first.page.evaluate(() => document.querySelector("ws-chat")?.reset());
    await shows(second, []);
    expect(await secrets(second)).toEqual([]);
    await server.start();
    await second.write("somebody else");
    await settles(second, 2);
    for (const secret of await secrets(second)) expect(before).not.toContain(secret);
    expect(await server.texts(room)).toEqual(["mine", "somebody else"]);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  it("is not touched before a person sends", async () => {
    const chat = await open();
    await chat.page.waitForFunction(() => document.querySelector("ws-chat")?.status?.state === "online");
    expect(await chat.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });

  it("comes with no sound, in whichever tab", async () => {
    const pages = await Promise.all([device.newPage(), device.newPage()]);
    for (const page of pages) {
      await page.evaluateOnNewDocument(() => {
        const sounds: string[] = [];
        Object.assign(globalThis, { sounds });
        for (const name of ["Audio", "AudioContext"]) {
          const Sound = function (): void {
            sounds.push(name);
          };
          Object.assign(globalThis, { [name]: Sound });
        }
        HTMLMediaElement.prototype.play = async () => void sounds.push("play");
      });
      await page.goto(address(site.url));
    }
    const [first, second] = pages.map((page) => new ChatPage(page));
    await first?.write("one");
    for (const chat of [first, second]) {
      await chat?.sees("one");
      expect(await chat?.page.evaluate(() => Reflect.get(globalThis, "sounds"))).toEqual([]);
    }
  });
});
