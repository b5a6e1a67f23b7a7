import type { Socket } from "@ws-chat/server";
import { WSContext } from "hono/ws";
import { describe, expect, it } from "vitest";
import { honoSocketEvents } from "./hono-socket.ts";

/** What a chat gets of a socket whose runtime gives `raw`, and what was done to it. */
function opened(raw: object): { socket: Socket; done: unknown[][] } {
  const done: unknown[][] = [];
  let socket: Socket | undefined;
  const events = honoSocketEvents((given) => {
    socket = given;
    return { receive() {}, heard: () => done.push(["heard"]), closed() {} };
  });
  const context = new WSContext<unknown>({
    raw,
    readyState: 1,
    send: (data) => done.push(["send", data]),
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
});
