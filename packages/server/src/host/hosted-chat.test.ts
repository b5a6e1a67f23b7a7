import { type ChatOptions, createChat } from "@ws-chat/server";
import { type HostedChat, hostChat } from "@ws-chat/server/host";
import { createMemoryLog } from "@ws-chat/server/memory";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../clock.ts";

const opening = { language: "ws-chat.v1", url: "/websocket" } as const;
const secret = "AbCdEfGhIjKlMnOpQrStUv";
const byToken: ChatOptions = { authenticate: ({ token }) => (token ? { id: token } : "visitor") };

function hosted(options: ChatOptions): HostedChat {
  const host = { clock: systemClock, createLog: () => createMemoryLog() };
  const result = hostChat(host, () => createChat(options));
  onTestFinished(() => result.chat.close());
  return result;
}

describe("HostedChat.locate", () => {
  it.each<[string, ChatOptions]>([
    ["everybody is a visitor", {}],
    ["authenticate says who is a visitor", byToken],
  ])("finds a visitor's own room by the secret, and none without, where %s", async (_, options) => {
    const chat = hosted(options);
    expect(await chat.locate(opening, { type: "hello", secret })).toEqual({
      room: expect.stringMatching(/^~v:.{22}$/),
    });
    expect(await chat.locate(opening, { type: "hello" })).toEqual({ refusal: "unauthorized" });
  });

  it("finds the room of who is named, also without a secret, and says why of who is refused", async () => {
    expect(await hosted(byToken).locate(opening, { type: "hello", token: "mia" })).toEqual({ room: "~u:mia" });
    const refusing = hosted({ ...byToken, authorize: () => false });
    expect(await refusing.locate(opening, { type: "hello", token: "mia" })).toEqual({ refusal: "forbidden" });
    const failing = hosted({ authorize: () => Promise.reject(new Error("database")), onError() {} });
    expect(await failing.locate(opening, { type: "hello", secret })).toEqual({ refusal: "internalError" });
  });
});
