import { upgradeWebSocket } from "@hono/node-server";
import { createChat } from "@ws-chat/server";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { chatHandler } from "./chat-handler.ts";

describe("a request to Bun's server", () => {
  it.each([
    ["itself", (server: object) => server],
    ["within what the app is called with", (server: object) => ({ server })],
  ])(
    "may come slowly, and its connection waits no longer than others once it is read: the server %s",
    async (_, envOf) => {
      const seconds: number[] = [];
      const env = envOf({ timeout: (_request: Request, most: number) => seconds.push(most) });
      const app = new Hono().all("/websocket", chatHandler(createChat(), { upgradeWebSocket }));
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const request = new Request("http://x/websocket", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: readable,
        ...{ duplex: "half" },
      });
      const answered = app.fetch(request, env);
      const writer = writable.getWriter();
      await writer.write(new TextEncoder().encode("{"));
      expect(seconds).toEqual([0]);
      await writer.close();
      expect((await answered).status).toBe(400);
      expect(seconds).toEqual([0, 30]);
      await app.fetch(new Request("http://x/websocket"), env);
      expect(seconds).toHaveLength(2);
    },
  );
});
