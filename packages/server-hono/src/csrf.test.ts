import { upgradeWebSocket } from "@hono/node-server";
import { createChat } from "@ws-chat/server";
import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { describe, expect, it } from "vitest";
import { chatHandler } from "./chat-handler.ts";

const shop = "https://shop.example";

describe("chatHandler behind Hono's csrf()", () => {
  it.each<[string, ReturnType<typeof csrf>, readonly number[]]>([
    ["pictures alone without options", csrf(), [404, 403, 403]],
    ["every file with the same origins", csrf({ origin: [shop] }), [404, 404, 404]],
  ])("is brought, by pages of a listed origin, %s", async (_, before, statuses) => {
    const app = new Hono().use(before);
    // Without a store: whatever reaches it is not found.
    app.all("/websocket/*", chatHandler(createChat(), { upgradeWebSocket, origins: [shop] }));
    const bring = async (type: string): Promise<number> => {
      const headers = { Origin: shop, "Sec-Fetch-Site": "cross-site", Host: "chat.example" };
      const body = new Blob(["words"], { type });
      return (await app.request("/websocket/uploads", { method: "POST", headers, body })).status;
    };
    expect(await Promise.all(["image/png", "text/plain", ""].map(bring))).toEqual(statuses);
  });
});
