import type { Entry } from "@ws-chat/protocol";
import type { Debts, Log } from "@ws-chat/server";

/** Between what and what a server dies. `handler`: whenever its handler is called. */
export type Moment =
  | "append and ack"
  | "ack and reply"
  | "first delta and what is kept of it"
  | "first delta and end"
  | "publish and delivery"
  | "handler";

/** No goodbye, and nothing after this line. */
export function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("SIGKILL was survived");
}

/** `log`, whose process dies at those of the moments that its log sees; some wait until the other side has seen what comes before. */
export function mortal(log: Log, moment: Moment | undefined, seen: () => Promise<void>): Log {
  const { debts } = log;
  if (!debts) throw new TypeError("this log keeps no debts");
  /** Stored, and nobody has heard of it. */
  function published({ from }: Entry): void {
    if (from.role === "bot" ? moment === "publish and delivery" : moment === "append and ack") die();
  }
  const renew: Debts["renew"] = async (debt, leaseMs, text) => {
    if (text !== undefined && moment === "first delta and what is kept of it") {
      await seen();
      die();
    }
    const isOurs = await debts.renew(debt, leaseMs, text);
    if (text !== undefined && moment === "first delta and end") {
      await seen();
      die();
    }
    return isOurs;
  };
  return {
    async append(...args) {
      const appended = await log.append(...args);
      // The answer may come before the delivery.
      if (appended.outcome === "stored") published(appended.entry);
      return appended;
    },
    read: (...args) => log.read(...args),
    subscribe: (room, subscriber) =>
      log.subscribe(room, {
        entry(entry) {
          published(entry);
          subscriber.entry(entry);
        },
        signal: (signal) => subscriber.signal(signal),
        lost: () => subscriber.lost(),
      }),
    signal: (...args) => log.signal(...args),
    debts: {
      claim: (...args) => debts.claim(...args),
      renew,
      strike: (...args) => debts.strike(...args),
      owe: (...args) => debts.owe(...args),
    },
    close: () => log.close(),
  };
}
