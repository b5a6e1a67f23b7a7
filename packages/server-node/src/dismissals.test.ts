import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { createChat } from "@ws-chat/server";
import { describe, expect, it } from "vitest";
import { attachChat } from "./attach.ts";

describe("a peer that was refused and does not answer the close", () => {
  it.each([
    ["because the chat is full", ""],
    ["because of its origin", "Origin: https://evil.example\r\n"],
  ])("%s is dropped soon", async (_, header) => {
    const chat = createChat({ limits: { connections: 1 } });
    chat.accept({ send() {}, close() {}, terminate() {}, bufferedBytes: 0 }, { language: "ws-chat.v1", url: "/" });
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    attachChat(server, chat, { onRefusedOrigin() {} });
    const peer = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
    peer.write(
      "GET /websocket HTTP/1.1\r\nHost: chat.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${header}\r\n`,
    );
    await once(peer, "data");
    peer.resume();
    // Left alone, `ws` would keep it for 30 s, beyond any test's time.
    await once(peer, "end");
    peer.destroy();
    expect(chat.connections).toBe(1);
    server.close();
  });
});
