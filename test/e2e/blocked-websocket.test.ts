import type { AddressInfo } from "node:net";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { describe, expect, it, type TestContext } from "vitest";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { HostileProxy, type Treatment } from "./hostile-proxy.ts";
import { servePage } from "./page-server.ts";

interface Site {
  readonly chat?: ChatOptions;
  readonly routes?: Parameters<typeof servePage>[1];
}

// They wait for deadlines most of the time, so all run at once; each brings its own browser.

type Test = Pick<TestContext, "onTestFinished">;

/** A page with a chat on the same server, and a proxy before both. */
async function site(
  { onTestFinished }: Test,
  { chat: options, routes }: Site = {},
): Promise<{ chat: Chat; proxy: HostileProxy }> {
  const served = await servePage('<ws-chat url="/websocket?room=lobby"></ws-chat>', routes);
  // The code for HTTP is loaded by name, so a strict site needs no exception for it.
  served.server.prependListener("request", (_, response) => {
    response.setHeader("Content-Security-Policy", "default-src 'self'; require-trusted-types-for 'script'");
  });
  const chat = createChat(options);
  const attachment = attachChat(served.server, chat);
  const proxy = await HostileProxy.open((served.server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.close();
    await attachment.close();
    await served.close();
  });
  return { chat, proxy };
}

/** A visitor whose tab nobody shares. */
async function visit({ onTestFinished }: Test, proxy: HostileProxy): Promise<ChatPage> {
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  return ChatPage.open(browser, proxy.url);
}

function transport({ page }: ChatPage): Promise<string | undefined> {
  return page.evaluate(() => document.querySelector("ws-chat")?.transport);
}

describe.concurrent("a visitor behind a proxy that", () => {
  it.for<[string, Treatment, boolean]>([
    ["answers every upgrade with 403", "refuses", false],
    ["takes WebSockets and carries nothing on them", "swallows", false],
    ["refuses upgrades and holds every answer back until it has ended", "refuses", true],
  ])("%s talks by HTTP", { timeout: 60_000 }, async ([, treatment, buffers], test) => {
    const { chat, proxy } = await site(test);
    Object.assign(proxy, { treatment, buffers });
    const visitor = await visit(test, proxy);
    await visitor.write("one");
    await visitor.sees("Server echoed: one", 40_000);
    await visitor.write("two");
    await visitor.sees("Server echoed: two");
    await chat.room("lobby").send("Is anybody there?");
    await visitor.sees("Is anybody there?");
    expect(await visitor.lines()).toEqual([
      "visitor: one",
      "bot: Server echoed: one",
      "visitor: two",
      "bot: Server echoed: two",
      "bot: Is anybody there?",
    ]);
    expect(await transport(visitor)).toBe("http");
    expect(proxy.modes.has("poll")).toBe(buffers);
    expect(visitor.errors).toEqual([]);

    // What it has found out it knows for the session.
    const { upgrades } = proxy;
    await visitor.page.reload();
    await visitor.write("three");
    await visitor.sees("Server echoed: three");
    expect(await transport(visitor)).toBe("http");
    expect(proxy.upgrades).toBe(upgrades);
  });
});

/** What has carried a visitor's chat from now on, one after the other: in the title, which a reload would forget. */
async function watchTransports({ page }: ChatPage): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const chat = document.querySelector("ws-chat");
    if (!chat) throw new Error("no <ws-chat> on the page");
    document.title = `${chat.transport}`;
    chat.addEventListener("ws-chat-status", () => {
      if (chat.status.state === "online" && !document.title.endsWith(`${chat.transport}`))
        document.title += ` ${chat.transport}`;
    });
  });
  return () => page.title();
}

describe.concurrent("a visitor who loses WebSocket", () => {
  it.for<[string, Treatment, { readonly cuts: boolean; readonly buffers: boolean }]>([
    ["to a proxy that cuts it, and answers 403 from then on", "refuses", { cuts: true, buffers: false }],
    ["to a proxy that goes silent, and swallows new ones", "swallows", { cuts: false, buffers: false }],
    ["to a proxy that cuts it, and refuses and buffers from then on", "refuses", { cuts: true, buffers: true }],
  ])(
    "%s, goes on by HTTP and comes back, in one conversation without a gap",
    { timeout: 120_000 },
    async (how, test) => {
      const [, treatment, { cuts, buffers }] = how;
      const story = new TransformStream<string, string>();
      const teller = story.writable.getWriter();
      const { chat, proxy } = await site(test, {
        chat: {
          onMessage: ({ text }) => (text === "tell me a story" ? story.readable : `You said ${text}`),
          limits: { pingMs: 1_000 },
        },
      });
      const room = chat.room("lobby");
      const visitor = await visit(test, proxy);
      await visitor.write("one");
      await visitor.sees("You said one");
      const transports = await watchTransports(visitor);
      await visitor.write("tell me a story");
      void teller.write("Once upon a time ");
      await visitor.sees("Once upon a time");
      expect(await transports()).toBe("websocket");

      Object.assign(proxy, { treatment, buffers });
      if (cuts) proxy.cut();
      else proxy.darken();
      await room.send("said meanwhile");
      void teller.write("there was a network ");
      await visitor.write("two");
      await visitor.sees("You said two", 60_000);
      await visitor.sees("Once upon a time there was a network");
      expect(await transports()).toBe("websocket http");
      expect(proxy.modes.has("poll")).toBe(buffers);

      Object.assign(proxy, { treatment: "passes", buffers: false });
      const back = visitor.page.waitForFunction(
        () => {
          // As when the network has changed.
          window.dispatchEvent(new Event("online"));
          return document.querySelector("ws-chat")?.transport === "websocket";
        },
        { timeout: 40_000, polling: 500 },
      );
      for (let at = 1; at <= 10; at += 1) await room.send(`down ${at}`);
      await visitor.write("three");
      await back;
      void teller.write("that let everything pass.");
      void teller.close();
      await visitor.write("four");
      await visitor.sees("You said four");
      await visitor.sees("that let everything pass.");
      expect(await transports()).toBe("websocket http websocket");

      const lines = await visitor.lines();
      const said = (author: string) =>
        lines.flatMap((line) => (line.startsWith(author) ? line.slice(author.length) : []));
      const down = Array.from({ length: 10 }, (_, at) => `down ${at + 1}`);
      expect(said("visitor: ")).toEqual(["one", "tell me a story", "two", "three", "four"]);
      expect(said("bot: down ").map((at) => `down ${at}`)).toEqual(down);
      expect(said("bot: ").toSorted()).toEqual(
        [
          ...["one", "two", "three", "four"].map((text) => `You said ${text}`),
          ...["said meanwhile", "Once upon a time there was a network that let everything pass.", ...down],
        ].toSorted(),
      );
      expect(lines).toEqual((await room.history()).map(({ from, text }) => `${from.role}: ${text}`));
      expect(visitor.errors).toEqual([]);
    },
  );
});

describe.concurrent("a page that cannot fetch the code for HTTP", () => {
  it("keeps to WebSocket and loses nothing", { timeout: 60_000 }, async (test) => {
    const { proxy } = await site(test, {
      routes: { "/ws-chat-http.js": (_, response) => response.writeHead(404).end() },
    });
    proxy.treatment = "refuses";
    const visitor = await visit(test, proxy);
    await visitor.write("one");
    await visitor.sees("1 message will be sent");
    proxy.treatment = "passes";
    await visitor.sees("Server echoed: one", 40_000);
    expect(await transport(visitor)).toBe("websocket");
    expect(visitor.errors).toEqual([]);
  });
});
