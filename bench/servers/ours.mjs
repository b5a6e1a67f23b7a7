import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { options, serve } from "../answer.mjs";
import { text } from "./entry.mjs";
import { tokens } from "./tokens.mjs";

const handlers = { echo: undefined, nothing: () => {}, stream: () => tokens(options.tokens) };
const logs = {
  memory: () => undefined,
  sqlite: async ({ file }) => (await import("@ws-chat/server/sqlite")).createSqliteLog({ file }),
  redis: async ({ url }) => (await import("@ws-chat/server/redis")).createRedisLog({ url }),
};

const log = await logs[options.log ?? "memory"](options);
const onMessage = handlers[options.handler ?? "echo"];
const chat = createChat({
  ...(log && { log }),
  ...(onMessage && { onMessage }),
  limits: { rate: { perSecond: 1e9, burst: 1e9 } },
});
const server = createServer();
attachChat(server, chat);
// What clients missed is in the log before they can come back. There are too many for the command line.
const missedBy = options.missedBy ? JSON.parse(readFileSync(options.missedBy, "utf8")) : [];
await Promise.all(missedBy.map((user) => chat.user(user).send(text)));

serve(server, {
  say({ count }) {
    for (let at = 0; at < count; at += 1) void chat.room("lobby").send(text);
  },
  connections: () => chat.connections,
});
