import { upgradeWebSocket } from "@hono/node-server";
import { createChat } from "@ws-chat/server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { describe, expect, it, vi } from "vitest";
import { chatHandler } from "./chat-handler.ts";

const shop = "https://shop.example";
const evil = "https://evil.example";
const body = JSON.stringify({ mode: "send", frames: [{ type: "hello" }] });

function served(site: (app: Hono, chat: ReturnType<typeof chatHandler>) => void) {
  const chat = createChat();
  const accept = vi.spyOn(chat, "accept");
  const app = new Hono();
  site(app, chatHandler(chat, { upgradeWebSocket, origins: [shop], onRefusedOrigin() {} }));
  const ask = async (method: string, origin: string): Promise<Response> =>
    app.request("/websocket", {
      method,
      headers: { Origin: origin, Host: "chat.example", "Content-Type": "application/json" },
      ...(method === "POST" && { body }),
    });
  return { accept, ask };
}

/** Whether a browser lets a page of `origin` read an answer that was asked for with credentials (Fetch, "CORS check"). */
function isReadable({ headers }: Response, origin: string): boolean {
  return (
    headers.get("access-control-allow-origin") === origin && headers.get("access-control-allow-credentials") === "true"
  );
}

describe("chatHandler and Hono's cors()", () => {
  it.each<[string, Parameters<typeof served>[0]]>([
    ["behind it", (app, chat) => app.all("/websocket/*", chat).use(cors())],
    ["on other routes", (app, chat) => app.use("/api/*", cors()).all("/websocket/*", chat)],
    [
      "before it, with the same origins and credentials",
      (app, chat) => app.use(cors({ origin: [shop], credentials: true })).all("/websocket/*", chat),
    ],
  ])("serve pages of a listed origin by HTTP when cors() stands %s", async (_, site) => {
    const { accept, ask } = served(site);
    const preflight = await ask("OPTIONS", shop);
    expect(preflight.ok && isReadable(preflight, shop)).toBe(true);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
    const answer = await ask("POST", shop);
    expect(isReadable(answer, shop)).toBe(true);
    expect(await answer.text()).toContain('"welcome"');
    expect(accept).toHaveBeenCalledTimes(1);
  });

  it("leave such pages to WebSocket alone when cors() answers for all, before it", async () => {
    const { ask } = served((app, chat) => app.use(cors()).all("/websocket/*", chat));
    expect(isReadable(await ask("OPTIONS", shop), shop)).toBe(false);
  });

  it("refuse every other page, whatever cors() would let it do", async () => {
    const { accept, ask } = served((app, chat) =>
      app.use(cors({ origin: (origin) => origin, credentials: true })).all("/websocket/*", chat),
    );
    const answer = await ask("POST", evil);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('"code":4403')]);
    expect(accept).not.toHaveBeenCalled();
  });
});
