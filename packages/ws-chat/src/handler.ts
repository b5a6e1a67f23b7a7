import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import type { ChatOptions } from "@ws-chat/server";
import { CommandError } from "./command-error.ts";

/**
 * Reads `createChat`'s options, or its `onMessage` alone, from the file that a person wrote.
 * @throws {CommandError} when there is no such file, it does not load (with its file and line), or exports neither.
 */
export async function loadHandler(file: string): Promise<ChatOptions> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CommandError(`--handler ${file}: there is no such file (${path})`);
  const exported = await load(path);
  const handler = exported.default ?? exported.onMessage;
  // The cast: the file's exports are whatever its author wrote, and createChat checks what it is given.
  if (typeof handler === "function") return { onMessage: handler as NonNullable<ChatOptions["onMessage"]> };
  if (typeof handler === "object" && handler !== null) return handler;
  throw new CommandError(
    `--handler ${file}: it exports no handler; write: export default (message) => \`You said \${message.text}\`;`,
  );
}

async function load(path: string): Promise<{ default?: unknown; onMessage?: unknown }> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw new CommandError(`${path} does not load:\n${located(error, path)}`);
  }
}

/** An error as people read it: message, then the places in their own files. */
export function describeError(error: unknown): string {
  return withoutInternals(inspect(error));
}

/** Node keeps a script's place in a syntax error to itself unless the process dies of it, so one that may is asked. */
function located(error: unknown, path: string): string {
  const text = describeError(error);
  if (!(error instanceof SyntaxError) || text.includes(path)) return text;
  const { stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8" });
  return withoutInternals(stderr).trim() || text;
}

function withoutInternals(text: string): string {
  return text.replace(/^\s+at .*\bnode:internal\b.*\n?|^Node\.js v.*$/gm, "");
}
