import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { parseArguments, usage } from "./arguments.ts";
import { CommandError } from "./command-error.ts";
import { describeError } from "./handler.ts";
import { start } from "./start.ts";

// Node warns that it strips types and finds out what a module is, which is what --handler bot.ts asks for, and that its SQLite is young.
process.removeAllListeners("warning").on("warning", (warning: NodeJS.ErrnoException) => {
  const isExpected = warning.name === "ExperimentalWarning" || warning.code === "MODULE_TYPELESS_PACKAGE_JSON";
  if (!isExpected) console.error(describeError(warning));
});

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(`ws-chat: ${error instanceof CommandError ? error.message : describeError(error)}`);
  process.exit(1);
}

async function run(args: readonly string[]): Promise<void> {
  const asked = parseArguments(args);
  if (asked.wants === "help") return void process.stdout.write(usage);
  if (asked.wants === "version") return console.log(version());

  const running = await start(asked);
  // From here on others are talking: a handler's stray error is shown and must not cut them off.
  process.on("uncaughtException", (error) => console.error(describeError(error)));
  const [url, ...others] = running.urls;
  console.log(`ws-chat is at ${url}/\n${others.map((other) => `          and ${other}/\n`).join("")}`);
  if (running.keptIn !== undefined) console.log(`Conversations are kept in ${running.keptIn}\n`);
  console.log(`Paste into a page:\n`);
  console.log(`  <script type="module" src="${url}/ws-chat.js"></script>`);
  console.log(`  <ws-chat url="${url.replace("http", "ws")}${asked.path}"></ws-chat>\n`);

  let ending = false;
  const onSignal = (signal: "SIGINT" | "SIGTERM") => {
    if (ending) process.exit(128 + constants.signals[signal]);
    ending = true;
    const ended = signal === "SIGTERM" ? running.drain() : running.close();
    ended.then(() => process.exit(0), fail);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
}

function fail(error: unknown): never {
  console.error(`ws-chat: ${describeError(error)}`);
  process.exit(1);
}

function version(): string {
  // The cast: this package's own manifest.
  return (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }).version;
}
