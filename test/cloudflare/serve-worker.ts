import { pathToFileURL } from "node:url";
import { Workerd } from "./workerd.ts";

/** `node serve-worker.ts worker.ts`: serves a Worker on the port in `PORT` until it is told to leave. */
const [, , file = ""] = process.argv;
const workerd = await Workerd.start({ worker: pathToFileURL(file), port: Number(process.env["PORT"]) });
process.once("SIGTERM", async () => {
  await workerd[Symbol.asyncDispose]();
  process.exit();
});
