import { readFileSync } from "node:fs";
import { createClient } from "@ws-chat/client";
import { describe, expect, it } from "vitest";
import { ownStorage } from "../own-storage.ts";
import { requires } from "../requires.ts";
import { isWranglerHere, Wrangler } from "./wrangler.ts";

const isHere = requires("wrangler", isWranglerHere, "npm ci --prefix test/runtimes");
const worker = new URL("../../demo/servers/cloudflare/worker.js", import.meta.url);

describe("the demo server for Workers", () => {
  it.skipIf(!isHere)("serves the site and the chat by `wrangler dev`", { timeout: 90_000 }, async () => {
    await using wrangler = new Wrangler(worker);
    const url = await wrangler.dev();
    expect(await (await fetch(url)).text()).toBe("my site");
    await saying(`${url}/websocket`, ["one", "two"]);
    // Its cron speaks in the lobby.
    const { client, heard } = listening({ url: `${url}/websocket`, room: "lobby" });
    await client.send("hi");
    await fetch(`${url}/cdn-cgi/local/scheduled`);
    await expect.poll(heard).toEqual(["You said hi", "Good morning"]);
    client.disconnect();
  });

  it.skipIf(!isHere)("is ready for `wrangler deploy`", { timeout: 60_000 }, async () => {
    await using wrangler = new Wrangler(worker);
    expect(await wrangler.deploy()).toMatch(/CHAT_ROOM.*Durable Object/);
  });

  it("is short enough to be read before it is copied", () => {
    expect(readFileSync(worker, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(30);
  });
});

async function saying(url: string, texts: readonly string[]): Promise<void> {
  const { client, heard } = listening({ url });
  for (const text of texts) await client.send(text);
  await expect.poll(heard).toEqual(texts.map((text) => `You said ${text}`));
  client.disconnect();
}

/** A client that keeps what others say. */
function listening(where: { readonly url: string; readonly room?: string }): {
  client: ReturnType<typeof createClient>;
  heard: () => string[];
} {
  const client = createClient({ ...where, storage: ownStorage() });
  const heard: string[] = [];
  client.on("message", ({ message, own }) => void (own || heard.push(message.text)));
  client.connect();
  return { client, heard: () => heard };
}
