import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { describe, it } from "vitest";
import { type Dialogue, playDialogue, readDialogues } from "./dialogue.ts";
import { onMessage } from "./handler.ts";

describe("the dialogues of PROTOCOL.md, against Node", () => {
  it.each(readDialogues().filter((dialogue) => !dialogue.needs))("$title", async (dialogue) => {
    await using server = await serve(dialogue.server);
    await playDialogue(dialogue, server.url);
  });
});

async function serve({ retention, ...limits }: NonNullable<Dialogue["server"]> = {}) {
  const http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  const chat = createChat({ onMessage, limits, onError: () => {}, ...(retention && { retention }) });
  const attachment = attachChat(http, chat);
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/websocket`,
    async [Symbol.asyncDispose]() {
      await attachment.close();
      http.close();
    },
  };
}
