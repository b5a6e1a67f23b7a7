import { createChat } from "@ws-chat/server";
import { type HostedChat, hostChat } from "@ws-chat/server/host";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../clock.ts";
import type { Log } from "../logs/log.ts";
import type { Kept } from "../socket.ts";
import { FaultyLog } from "../faulty-log.test-support.ts";
import { Peer } from "../peer.test-support.ts";
import { settled } from "../test-clock.test-support.ts";

const url = "/?room=lobby";

function hosted(log: Log): HostedChat {
  const result = hostChat({ clock: systemClock, createLog: () => log }, () => createChat({ onMessage() {} }));
  onTestFinished(() => result.chat.close());
  return result;
}

/** What is kept of a visitor to whom two messages were delivered. */
async function putAway(log: Log): Promise<Kept | undefined> {
  const { chat } = hosted(log);
  const peer = new Peer(chat, { url });
  await peer.hello();
  for (const text of ["a", "b"]) await chat.room("lobby").send(text);
  await peer.until(() => peer.of("entry").length === 2);
  return structuredClone(peer.connection.kept);
}

/** What the visitor hears once awake, then or after one more message. */
async function wake(log: Log, kept: Parameters<HostedChat["wake"]>[1]): Promise<(string | number)[]> {
  const heard: (string | number)[] = [];
  const host = hosted(log);
  await host.wake(
    {
      send: (text) => void heard.push((JSON.parse(text) as { type: string }).type),
      close: (code) => void heard.push(code),
      terminate() {},
      bufferedBytes: 0,
    },
    kept,
  );
  if (heard.length === 0) await host.chat.room("lobby").send("c");
  await settled();
  return heard;
}

describe("HostedChat.wake", () => {
  it("goes on where it was", async () => {
    const log = new FaultyLog();
    expect(await wake(log, await putAway(log))).toEqual(["entry"]);
  });

  it.each([
    ["ws-chat.v1", ["bye", 1012]],
    ["text", [1012]],
  ] as const)("has a connection come back of which no more is kept than its language, %s", async (language, heard) => {
    expect(await wake(new FaultyLog(), { language })).toEqual(heard);
  });

  it("has a connection resume whose log was begun anew", async () => {
    const another = new FaultyLog();
    await putAway(another);
    expect(await wake(another, await putAway(new FaultyLog()))).toEqual(["bye", 4002]);
  });

  it("has a connection resume whose log has lost its end", async () => {
    const log = new FaultyLog();
    const kept = await putAway(log);
    if (kept) kept.state.cursor = 3;
    expect(await wake(log, kept)).toEqual(["bye", 4002]);
  });
});
