import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { afterAll, describe, expect, it } from "vitest";
import { ChatPage, openBrowser } from "../e2e/browser-page.ts";
import { servePage } from "../e2e/page-server.ts";
import { canRun, Proxy } from "./proxy.ts";

afterAll(() => Proxy.endAll());

describe.skipIf(!canRun("nginx"))("<ws-chat> on an https page behind nginx", () => {
  it("chats over wss under a prefix, goes on after a reload of nginx", async () => {
    const refused: string[] = [];
    const site = await servePage('<ws-chat url="/support/websocket"></ws-chat>');
    await using _chat = attachChat(site.server, createChat(), { onRefusedOrigin: (origin) => refused.push(origin) });
    await using proxy = await Proxy.start("nginx", { app: Number(new URL(site.url).port), lingerSeconds: 1 });
    const browser = await openBrowser({ acceptInsecureCerts: true });
    try {
      const own = await ChatPage.open(browser, proxy.url("/", "https").replace("127.0.0.1", "localhost"));
      await own.write("hello");
      await own.sees("Server echoed: hello");

      const cut = own.page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            document.querySelector("ws-chat")?.addEventListener("ws-chat-status", () => resolve());
          }),
      );
      await proxy.reload();
      await cut;
      await own.write("still here?");
      await own.sees("Server echoed: still here?");
      expect(await own.lines()).toEqual([
        "visitor: hello",
        "bot: Server echoed: hello",
        "visitor: still here?",
        "bot: Server echoed: still here?",
      ]);
      expect(own.errors).toEqual([]);
      expect(refused).toEqual([]);
    } finally {
      await browser.close();
      await site.close();
    }
  }, 60_000);
});
