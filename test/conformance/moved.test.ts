import { createClient } from "@ws-chat/client";
import { describe, expect, it } from "vitest";
import { readDialogues } from "./dialogue.ts";
import { ScriptedServer } from "./scripted-server.ts";

describe("the dialogues of PROTOCOL.md, against the client", () => {
  it.each(readDialogues().filter(({ needs }) => needs === "moved"))("$title", async (dialogue) => {
    await using server = await ScriptedServer.listen();
    const client = createClient({ url: server.url });
    const online = new Promise<void>((resolve) => {
      client.on("status", ({ state }) => state === "online" && resolve());
    });
    client.connect();
    await server.play(dialogue);
    await online;
    expect(client.getSnapshot()).toMatchObject({ room: "~v:abc", user: { id: "v:abc" } });
    client.disconnect();
  });
});
