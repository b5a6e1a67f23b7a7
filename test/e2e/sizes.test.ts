import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createClient, ChatError } from "@ws-chat/client";
import { limits } from "@ws-chat/protocol";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

describe("messages of every size", () => {
  let server: Server;
  let url: string;
  const chat = createChat({ limits: { rate: { perSecond: 1_000, burst: 1_000 } } });
  beforeAll(async () => {
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    attachChat(server, chat);
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    url = `ws://127.0.0.1:${address.port}/websocket`;
  });
  afterAll(async () => {
    await chat.close();
    server.close();
  });

  const characters = { ASCII: "a", "two bytes": "é", "four bytes": "😀", "worst escaping": "\u0001", quotes: '"' };
  const sizes = [1, 2, 125, 126, 4_096, 65_535 / 5, limits.textBytes - 1, limits.textBytes];

  for (const [name, character] of Object.entries(characters)) {
    it(`arrive and are answered whole, from one character to the limit: ${name}`, async () => {
      const client = createClient({ url });
      const bytes = new TextEncoder().encode(character).length;
      for (const size of sizes) {
        const text = character.repeat(Math.max(1, Math.floor(size / bytes)));
        const answered = reply(client, `Server echoed: ${text}`);
        const message = await client.send(text);
        expect(message.text.length).toBe(text.length);
        await answered;
      }
      client.disconnect();
    });
  }

  it("are refused above the limit, with a reason, and the next one goes through", async () => {
    const client = createClient({ url });
    const refused = client.send("a".repeat(limits.textBytes + 1));
    await expect(refused).rejects.toBeInstanceOf(ChatError);
    await expect(refused).rejects.toMatchObject({ code: "too-long" });
    expect((await client.send("short")).seq).toBe(1);
    client.disconnect();
  });
});

function reply(client: ReturnType<typeof createClient>, text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = new AbortController();
  client.on(
    "message",
    ({ message, own }) => {
      if (own || message.text !== text) return;
      done.abort();
      resolve();
    },
    { signal: done.signal },
  );
  return promise;
}
