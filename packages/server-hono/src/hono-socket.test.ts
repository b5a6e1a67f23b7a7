import { once } from "node:events";
import { Writable } from "node:stream";
import type { Socket } from "@ws-chat/server";
import { WSContext } from "hono/ws";
import { describe, expect, it } from "vitest";
import { honoSocketEvents } from "./hono-socket.ts";

/** What a chat gets of a socket whose runtime gives `raw`, and what was done to it. */
function opened(raw: object, network?: Writable): { socket: Socket; done: unknown[][] } {
  const done: unknown[][] = [];
  let socket: Socket | undefined;
  const events = honoSocketEvents((given) => {
    socket = given;
    return { receive() {}, heard: () => done.push(["heard"]), closed() {} };
  }, network);
  const context = new WSContext<unknown>({
    raw,
    readyState: 1,
    send(data) {
      done.push(["send", data]);
      network?.write(data);
    },
    close: (...how) => done.push(["close", ...how]),
  });
  events.onOpen?.(new Event("open"), context);
  if (!socket) throw new Error("nobody accepted the socket");
  return { socket, done };
}

describe("honoSocketEvents", () => {
  it("sends while the runtime's own socket is open, and nothing after", () => {
    const raw = { readyState: 1 };
    const { socket, done } = opened(raw);
    socket.send("a");
    raw.readyState = 2;
    socket.send("b");
    expect(done).toEqual([["send", "a"]]);
  });

  it.each([
    ["Deno and Node", { readyState: 1, bufferedAmount: 7 }, 7],
    ["Bun", { readyState: 1, getBufferedAmount: () => 7 }, 7],
    ["a runtime that does not tell", { readyState: 1 }, 0],
  ])("tells what is not sent yet on %s", (_, raw, bytes) => {
    expect(opened(raw).socket.bufferedBytes).toBe(bytes);
  });

  it("drops a connection where the runtime can, and closes it where it cannot", () => {
    let dropped = 0;
    const able = opened({ readyState: 1, terminate: () => (dropped += 1) });
    able.socket.terminate();
    expect([dropped, able.done]).toEqual([1, []]);
    const unable = opened({ readyState: 1 });
    unable.socket.terminate();
    expect(unable.done).toEqual([["close", undefined, undefined]]);
  });

  it("pings only where the answer is heard", () => {
    expect(opened({ readyState: 1, ping() {} }).socket.ping).toBeUndefined();
    const listeners = new Map<string, () => void>();
    const on = (event: string, listener: () => void) => listeners.set(event, listener);
    const { socket, done } = opened({ readyState: 1, ping: () => done.push(["ping"]), on });
    socket.ping?.();
    listeners.get("pong")?.();
    expect(done).toEqual([["ping"], ["heard"]]);
  });

  it("lets what is sent in one turn leave in one write, where it knows what it writes to", async () => {
    const writes: number[] = [];
    const network = new Writable({
      writev(chunks, done) {
        writes.push(chunks.length);
        done();
        network.emit("written");
      },
    });
    const { socket } = opened({ readyState: 1 }, network);
    for (const texts of [["a", "b", "c"], ["d"], ["e", "f"]]) {
      for (const text of texts) socket.send(text);
      expect(network.writableCorked).toBe(1);
      await once(network, "written");
      expect(network.writableCorked).toBe(0);
    }
    expect(writes).toEqual([3, 1, 2]);
  });
});
