import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createChat } from "@ws-chat/server";
import { createSqliteLog } from "@ws-chat/server/sqlite";
import { attachChat } from "@ws-chat/server-node";
import { piecesOfAnswer } from "./answers.ts";
import type { Saying } from "./converse.ts";

const [file = "", port = "0"] = process.argv.slice(2);

/** Answers at once, after a moment, or piece by piece: there is always some answer that a death cuts short. */
const chat = createChat({
  log: await createSqliteLog({ file }),
  limits: { rate: { perSecond: 100_000, burst: 100_000 } },
  onMessage: ({ text }) => (text.length % 2 === 0 ? whole(text) : inPieces(text)),
});

async function whole(question: string): Promise<string> {
  await pause(Math.random() * 20);
  return piecesOfAnswer(question).join("");
}

async function* inPieces(question: string): AsyncGenerator<string> {
  for (const piece of piecesOfAnswer(question)) {
    await pause(Math.random() * 20);
    yield piece;
  }
}

process.on("message", async ({ call, sayings }: { call: number; sayings: readonly Saying[] }) => {
  const room = chat.room("lobby");
  const said = await Promise.all(sayings.map(({ text, id }) => room.send(text, { id })));
  process.send?.({ call, seq: said.at(-1)?.seq });
});
process.on("disconnect", () => process.exit());
const server = createServer().listen(Number(port), "127.0.0.1", () => process.send?.(server.address()));
attachChat(server, chat);
