import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { createChat } from "@ws-chat/server";
import { attachChat } from "@ws-chat/server-node";
import { die, type Moment, mortal } from "./moments.ts";
import { openLog } from "./open-log.ts";

const [where = "", attempts = "", port = "0", moment] = process.argv.slice(2) as [string?, string?, string?, Moment?];

/** Whoever started this process says that its client has seen what it was to see. */
const seen = once(process, "message").then(() => {});

const chat = createChat({
  log: mortal(await openLog(where), moment, () => seen),
  // Redis cannot know who has died.
  limits: { leaseMs: 2_000 },
  async onMessage({ text }, { attempt }) {
    // Written through, since nothing else outlives what comes.
    appendFileSync(attempts, `${attempt}\n`);
    if (moment === "handler") die();
    if (moment === "ack and reply") {
      await seen;
      die();
    }
    return moment?.startsWith("first delta") ? beginning() : `answer to ${text}, attempt ${attempt}`;
  },
});

async function* beginning(): AsyncGenerator<string> {
  yield "Once upon";
  await new Promise(() => {});
}

process.on("disconnect", () => process.exit());
process.once("SIGTERM", async () => {
  server.close();
  await chat.close();
  process.exit(0);
});
const server = createServer().listen(Number(port), "127.0.0.1", () => process.send?.(server.address()));
attachChat(server, chat);
