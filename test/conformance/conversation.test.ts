import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocketServer } from "ws";
import { saysGoodbye } from "./conversation.ts";
import type { Peer } from "./peer.ts";
import { SocketPeer } from "./socket-peer.ts";

/** Hears by WebSocket what says `frames` and closes with 1012. */
async function hearing(...frames: readonly object[]): Promise<Peer> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  server.on("connection", (socket) => {
    for (const frame of frames) socket.send(JSON.stringify(frame));
    socket.close(1012);
  });
  const peer = await SocketPeer.connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(async () => {
    await peer.drop();
    server.close();
  });
  return peer;
}

describe("the conformance suite, of a goodbye", () => {
  const bye = { type: "bye", code: 1012 };
  const presence = { type: "presence", users: [], total: 0 };

  it("takes one that comes last, whatever was said before", async () => {
    await saysGoodbye(await hearing(presence, bye), 1012);
  });

  it.each([
    ["none", []],
    ["one of another code", [{ ...bye, code: 1013 }]],
    ["one that something goes behind, be it of what just passes", [bye, presence]],
  ])("notices %s", async (_, frames) => {
    await expect(saysGoodbye(await hearing(...frames), 1012)).rejects.toThrow("the server closed with 1012");
  });
});
