import type { Log } from "./log.ts";
import { LogOptions, type Retention } from "./log-options.ts";
import { type RedisTemplate, templateFor, templateOf } from "./redis-client.ts";
import { checkDurability, checkVersion } from "./redis-durability.ts";
import { RedisKeys } from "./redis-keys.ts";
import { defaultTimes, type LinkTimes } from "./redis-link.ts";
import { createLinks, type Logger } from "./redis-links.ts";
import { RedisLog } from "./redis-log.ts";
import { RedisRunner } from "./redis-runner.ts";
import { hashScripts } from "./redis-scripts/scripts.ts";

export interface RedisLogOptions {
  /** Where Redis is: `redis://` or `rediss://`, user, password, host, port, database. This or `client`. */
  readonly url?: string;
  /**
   * A client of `createClient()`, or `createCluster()` for a cluster, of `@redis/client` or `redis` 5 or 6. The log takes its settings
   * for connections of its own, and leaves the client itself as it is.
   */
  readonly client?: { duplicate(overrides?: object): unknown };
  /** What all keys begin with. @default "ws-chat" */
  readonly prefix?: string;
  /** Entries kept of each room. @default 10000 */
  readonly entries?: number;
  /** How long entries are kept, milliseconds. @default for ever */
  readonly ageMs?: number;
  /** Hears when Redis goes and when it is back, and at the start of settings that may lose messages. @default console */
  readonly logger?: Logger;
  /** Milliseconds since 1970, for `ageMs`. @default Date.now */
  readonly now?: () => number;
}

/**
 * Rooms in Redis 6.2 or newer, for any number of processes that serve one chat. Two connections, which find their way back by themselves;
 * while Redis is away, what needs it rejects at once and says why.
 * @throws {TypeError} naming the option that is wrong.
 * @throws {Error} where Redis cannot be reached or is too old, or `@redis/client` is not installed.
 */
export async function createRedisLog(options: RedisLogOptions): Promise<Log> {
  const { source, ...settings } = resolveOptions(options);
  return openRedisLog(typeof source === "string" ? await templateFor(source) : source, settings);
}

interface Settings {
  readonly prefix: string;
  readonly retention: Retention;
  readonly logger: Logger;
}

export async function openRedisLog(
  template: RedisTemplate,
  { prefix, retention, logger }: Settings,
  times: LinkTimes = defaultTimes,
): Promise<Log> {
  const scripts = await hashScripts();
  const links = createLinks(template, times, logger);
  try {
    await links.start();
    for (const node of await links.commands.connection.nodes()) {
      await checkVersion(node);
      await checkDurability(node, logger);
    }
  } catch (error) {
    links.close();
    throw error;
  }
  const keys = new RedisKeys(prefix);
  return new RedisLog(keys, links, new RedisRunner({ link: links.commands, scripts, keys, retention }));
}

const names: readonly string[] = [
  "url",
  "client",
  "prefix",
  "entries",
  "ageMs",
  "logger",
  "now",
] satisfies (keyof RedisLogOptions)[];

function resolveOptions(options: RedisLogOptions): Settings & { readonly source: string | RedisTemplate } {
  const checks = new LogOptions("createRedisLog", options, names);
  const { prefix = "ws-chat", logger = console } = options;
  if (typeof prefix !== "string" || prefix === "" || /[{}]/.test(prefix)) {
    checks.refuse("prefix", prefix, 'must be a name without braces, such as "ws-chat"');
  }
  if (typeof logger?.warn !== "function") {
    checks.refuse("logger", logger, "must have info, warn and error, such as console");
  }
  return { prefix, retention: checks.retention(options, 10_000), logger, source: resolveSource(options, checks) };
}

function resolveSource({ url, client }: RedisLogOptions, checks: LogOptions): string | RedisTemplate {
  if ((url === undefined) === (client === undefined)) {
    throw new TypeError('createRedisLog: pass either option url, such as "redis://127.0.0.1:6379", or option client');
  }
  if (client !== undefined)
    return templateOf(client) ?? checks.refuse("client", client, "must come from createClient() or createCluster()");
  if (typeof url === "string" && /^rediss?:\/\//.test(url) && URL.canParse(url)) return url;
  // Not shown: it may hold a password.
  throw new TypeError('createRedisLog: option url must be a URL such as "redis://127.0.0.1:6379" or "rediss://…"');
}
