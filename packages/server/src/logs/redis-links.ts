import type { RedisConnection, RedisTemplate } from "./redis-client.ts";
import { type LinkTimes, RedisLink } from "./redis-link.ts";
import { RedisSubscriber } from "./redis-subscriber.ts";

export type Logger = Pick<Console, "info" | "warn" | "error">;

export interface RedisLinks {
  readonly commands: RedisLink<RedisConnection>;
  readonly subscriptions: RedisSubscriber;
  start(): Promise<void>;
  close(): void;
}

/** The two connections of a log: what waits for an answer may not wait behind deliveries. */
export function createLinks(template: RedisTemplate, times: LinkTimes, logger: Logger): RedisLinks {
  const outage = createOutage(logger);
  const commands = new RedisLink<RedisConnection>({
    open: () => template.openCommands(),
    times,
    onUp: refuseReplica,
    onChange(error) {
      outage("commands")(error);
      // What is at the other end may be another Redis, which lacks what was delivered already.
      if (!error) subscriptions.tellLost();
    },
  });
  const subscriptions = new RedisSubscriber({
    open: () => template.openSubscriptions(),
    times,
    logger,
    onChange: outage("subscriptions"),
  });
  return {
    commands,
    subscriptions,
    async start() {
      await commands.start();
      await subscriptions.start();
    },
    close() {
      subscriptions.close();
      commands.close();
    },
  };
}

/** One warning when the first connection goes, one line when the last is back. */
function createOutage(logger: Logger): (link: string) => (error: Error | undefined) => void {
  const down = new Set<string>();
  return (link) => (error) => {
    if (error) {
      if (down.size === 0) logger.warn(`ws-chat: ${error.message}; messages wait until it is back`);
      down.add(link);
    } else if (down.delete(link) && down.size === 0) logger.info("ws-chat: Redis is back");
  };
}

/** It would answer every ping and take no message, also when its name has long led to another. */
async function refuseReplica({ nodes, isCluster }: RedisConnection): Promise<void> {
  if (isCluster) return;
  for (const node of await nodes()) {
    const info = await node.sendCommand(["INFO", "replication"]).catch(() => "");
    if (/^role:slave/m.test(String(info))) throw new Error("READONLY role:slave");
  }
}
