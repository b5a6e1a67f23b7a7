import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createChat } from "@ws-chat/server";
import { createRedisLog } from "@ws-chat/server/redis";
import { attachChat } from "@ws-chat/server-node";
import { piecesOfAnswer } from "../chaos/answers.ts";

/** One of the processes that serve one chat: `<redis port> <own port> <lease>`. */
const [redisPort, port, leaseMs] = process.argv.slice(2).map(Number);
/** Redis comes and goes; whoever watches over the whole looks at what was lost, not at the complaints. */
const logger = { info() {}, warn() {}, error() {} };

async function openLog(): ReturnType<typeof createRedisLog> {
  for (;;) {
    try {
      return await createRedisLog({ url: `redis://127.0.0.1:${redisPort}`, logger });
    } catch (error) {
      if (error instanceof TypeError) throw error;
      await pause(100);
    }
  }
}

const chat = createChat({
  presence: true,
  readMarks: true,
  log: await openLog(),
  logger,
  ...(leaseMs && { limits: { leaseMs } }),
  async *onMessage({ text }) {
    const pieces = piecesOfAnswer(text);
    // Half of them whole, so that some deaths find nothing shown and others half an answer.
    for (const piece of text.length % 2 === 0 ? pieces : [pieces.join("")]) {
      await pause(Math.random() * 60);
      yield piece;
    }
  },
});
process.on("disconnect", () => process.exit());
const server = createServer().listen(port, "127.0.0.1", () => process.send?.(server.address()));
attachChat(server, chat);
