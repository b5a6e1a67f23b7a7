import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChatProcess } from "./chat-process.ts";
import { createControl } from "./control.ts";
import { Network } from "./network.ts";
import { Outage } from "./outage.ts";
import { servePage } from "./site.ts";

const [shortMs, longMs] = [20_000, 120_000];

/** The page on `port`; behind it, a network that can be cut, and behind that a chat server that can be killed. */
export async function startDemo(port: number): Promise<{ url: string; close(): void }> {
  // It outlives the chat server, not the demo.
  const folder = mkdtempSync(join(tmpdir(), "ws-chat-demo-"));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  const chats = new ChatProcess(new URL("chats.ts", import.meta.url), folder);
  const network = new Network(() => chats.port);
  const outages = {
    network: new Outage({ begin: () => network.cut(), end: () => network.mend(), ms: shortMs }),
    server: new Outage({ begin: () => chats.kill(), end: () => void chats.start(), ms: shortMs }),
    slow: new Outage({ begin: () => network.slow(true), end: () => network.slow(false), ms: longMs }),
    websocket: new Outage({
      begin: () => network.blockWebSocket(true),
      end: () => network.blockWebSocket(false),
      ms: longMs,
    }),
  };
  const control = createControl(outages, () => ({ pid: chats.pid }));
  chats.onChange = () => control.tell();
  chats.onDeath = () => outages.server.begin();

  const server = createServer((request, response) => {
    if (request.url?.startsWith("/control/")) control.answer(request, response);
    else if (!servePage(request, response)) network.request(request, response);
  });
  server.on("upgrade", (request, socket, head) => network.upgrade(request, socket, head));
  await once(server.listen(port, "localhost"), "listening").catch((error: unknown) => {
    forget();
    throw error;
  });
  await chats.start();

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      void chats.end().then(forget);
      for (const outage of Object.values(outages)) outage.clear();
      network.cut();
      server.close();
      server.closeAllConnections();
    },
  };
}
