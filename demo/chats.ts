import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Chat } from "@ws-chat/server";
import { createDiskUploads } from "@ws-chat/server/disk";
import { createSqliteLog } from "@ws-chat/server/sqlite";
import { attachChat } from "@ws-chat/server-node";
import { createInbox } from "./inbox/inbox.ts";
import { choices } from "./kinds/choices.ts";
import { echo } from "./kinds/echo.ts";
import { model } from "./kinds/model.ts";
import { oneLine } from "./kinds/one-line.ts";
import { people } from "./kinds/people.ts";
import { createShop } from "./shop.ts";
import { shopWords } from "./shop-words.ts";
import { createSignIn } from "./sign-in.ts";

/** Each chat has visitors of its own, and so a file of its own. */
const folder = process.argv[2];
if (folder === undefined) throw new Error("chats.ts is started with the folder to keep conversations in");
const openLog = (name: string) => createSqliteLog({ file: join(folder, `${name}.db`) });
const uploads = { store: await createDiskUploads({ folder: join(folder, "uploads") }) };

const keyFile = join(folder, "sign-in.key");
// Whoever has signed in stays so over this process's death.
if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
const signIn = createSignIn(readFileSync(keyFile));
const inbox = createInbox(await openLog("inbox"), signIn, { uploads, presence: true, readMarks: true });

const server = createServer((request, response) => {
  if (request.url === "/inbox/rooms") inbox.tellRooms(request, response).catch(() => response.destroy());
  else if (!signIn.answer(request, response)) response.writeHead(404).end();
});
const chats: readonly (readonly [path: string, chat: Chat])[] = [
  ["/websocket", echo(await openLog("echo"))],
  ["/one-line", oneLine(await openLog("one-line"))],
  ["/bot", model(await openLog("bot"))],
  ["/choices", choices(await openLog("choices"))],
  ["/room", people(await openLog("people"), uploads)],
  ["/help", inbox.chat],
  ["/inbox/chat", inbox.chat],
  ...(await Promise.all(
    Object.entries(shopWords).map(
      async ([tag, words]) => [`/shop/${tag}`, createShop(await openLog(`shop-${tag}`), words)] as const,
    ),
  )),
];
const attached = chats.map(([path, chat]) => attachChat(server, chat, { path }));
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

process.once("SIGTERM", async () => {
  await Promise.all(attached.map((attachment) => attachment.close()));
  process.exit();
});
// Nobody can reach an orphan, or will ask for what it kept.
process.on("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
// Ctrl+C reaches the whole group of processes; the demo ends this one in its own time.
process.on("SIGINT", () => {});
