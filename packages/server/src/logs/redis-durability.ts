import type { RedisNode } from "./redis-client.ts";
import type { Logger } from "./redis-links.ts";

/** `XTRIM … MINID` and `ZRANGE … BYSCORE` came with it. */
const minimum = [6, 2] as const;

/** @throws {Error} where Redis is older than the scripts need. */
export async function checkVersion(node: RedisNode): Promise<void> {
  // Who may not ask is not refused: the scripts will tell.
  const info = await node.sendCommand(["INFO", "server"]).catch(() => "");
  const version = /^redis_version:(\S+)/m.exec(String(info))?.[1];
  if (version === undefined) return;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > minimum[0] || (major === minimum[0] && minor >= minimum[1])) return;
  throw new Error(`createRedisLog needs Redis ${minimum.join(".")} or newer, and this one is ${version}`);
}

/** Settings under which what was acknowledged may be lost. */
const settings: readonly {
  readonly name: string;
  readonly recommended: string;
  isSafe(value: string): boolean;
  /** What happens under another. */
  readonly risk: string;
}[] = [
  {
    name: "appendonly",
    recommended: "yes",
    isSafe: (value) => value === "yes",
    risk: "what came after its last snapshot is lost when it dies",
  },
  {
    name: "appendfsync",
    recommended: "always",
    isSafe: (value) => value === "always",
    risk: "the last second or more is lost when its machine dies",
  },
  {
    name: "maxmemory-policy",
    recommended: "noeviction",
    // The others throw away only what expires, and nothing of a chat does.
    isSafe: (value) => !value.startsWith("allkeys-"),
    risk: "rooms are thrown away when memory runs out",
  },
];

/** Warns once of all that makes an acknowledgement less durable than it could be. */
export async function checkDurability(node: RedisNode, logger: Logger): Promise<void> {
  const faults: string[] = [];
  for (const { name, recommended, isSafe, risk } of settings) {
    const value = valueIn(await node.sendCommand(["CONFIG", "GET", name]).catch(() => undefined), name);
    if (value === undefined) {
      logger.warn(
        `ws-chat: this Redis does not tell its configuration, so how durable an acknowledged message is cannot be checked; ` +
          `recommended are ${settings.map((one) => `${one.name} ${one.recommended}`).join(", ")}`,
      );
      return;
    }
    if (!isSafe(value)) faults.push(`${name} is ${value}: ${risk}; set ${name} ${recommended}`);
  }
  if (faults.length > 0) logger.warn(`ws-chat: Redis may lose messages that were acknowledged. ${faults.join(". ")}.`);
}

/** RESP 3 gives a map, RESP 2 names and values in turns. */
function valueIn(reply: unknown, name: string): string | undefined {
  if (Array.isArray(reply)) return reply[0] === name ? String(reply[1]) : undefined;
  if (typeof reply !== "object" || reply === null) return undefined;
  const value: unknown = reply instanceof Map ? reply.get(name) : (reply as Record<string, unknown>)[name];
  return typeof value === "string" ? value : undefined;
}
