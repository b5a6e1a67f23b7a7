import { pause, systemClock } from "../clock.ts";
import { explained } from "./redis-fault.ts";

/** What a link keeps alive. */
export interface Linked {
  /** Resolves once it works: Redis accepts connections before it has loaded its data. */
  connect(): Promise<void>;
  ping(): Promise<unknown>;
  onEnd(listener: (error: Error) => void): void;
  destroy(): void;
}

export interface LinkTimes {
  /** How long a connection may be quiet before it is asked whether it lives, and how long it may take to answer. */
  readonly pingMs: number;
  readonly graceMs: number;
  readonly connectMs: number;
  /** Between attempts: a random part of what doubles from `baseMs` up to `capMs`. */
  readonly baseMs: number;
  readonly capMs: number;
}

/** A dead connection is found within 8 s. */
export const defaultTimes: LinkTimes = { pingMs: 3_000, graceMs: 5_000, connectMs: 5_000, baseMs: 50, capMs: 3_000 };

export interface LinkOptions<Connection extends Linked> {
  readonly open: () => Connection | Promise<Connection>;
  readonly times: LinkTimes;
  /** The connection works, once this has resolved. */
  readonly onUp?: (connection: Connection) => Promise<void> | void;
  readonly onChange: (error: Error | undefined) => void;
}

/** One connection after another, for ever: each is made anew, watched by pings, and thrown away at its first fault. */
export class RedisLink<Connection extends Linked> {
  readonly #options: LinkOptions<Connection>;
  readonly #closing = new AbortController();
  #current: Connection | undefined;
  #fault = new Error("Redis is away: not connected yet");

  constructor(options: LinkOptions<Connection>) {
    this.#options = options;
  }

  /** The first connection. Rejects where there is none to be had. */
  async start(): Promise<void> {
    await this.#connect();
  }

  /** @throws {Error} that tells why there is no connection now. */
  get connection(): Connection {
    // One made here, so that its stack is the caller's.
    if (!this.#current) throw new Error(this.#fault.message, { cause: this.#fault.cause });
    return this.#current;
  }

  /** Why something failed on that connection. */
  explain(connection: Connection, error: unknown): Error {
    return this.#current === connection ? explained(error) : new Error(this.#fault.message, { cause: error });
  }

  /** Looks for another connection, where there is no use in that one. */
  drop(connection: Connection, error: unknown): void {
    this.#end(connection, error);
  }

  get isUp(): boolean {
    return this.#current !== undefined;
  }

  close(): void {
    this.#closing.abort();
    this.#fault = new Error("the log is closed");
    const connection = this.#current;
    this.#current = undefined;
    connection?.destroy();
  }

  async #connect(): Promise<void> {
    const { open, times, onUp, onChange } = this.#options;
    const connection = await open();
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => {});
    connection.onEnd((error) => {
      ended.reject(error);
      this.#end(connection, error);
    });
    const prepared = async (): Promise<void> => {
      await connection.connect();
      await onUp?.(connection);
    };
    const { signal } = this.#closing;
    const giveUp = (): void => ended.reject(new Error("the log is closed"));
    signal.addEventListener("abort", giveUp);
    try {
      signal.throwIfAborted();
      await within(times.connectMs, Promise.race([prepared(), ended.promise]));
      signal.throwIfAborted();
    } catch (error) {
      connection.destroy();
      throw explained(error);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
    this.#current = connection;
    onChange(undefined);
    void this.#watch(connection);
  }

  async #watch(connection: Connection): Promise<void> {
    const { pingMs, graceMs } = this.#options.times;
    for (;;) {
      await pause(systemClock, pingMs, this.#closing.signal);
      if (this.#current !== connection) return;
      try {
        await within(graceMs, connection.ping());
      } catch (error) {
        this.#end(connection, error);
        return;
      }
    }
  }

  #end(connection: Connection, error: unknown): void {
    if (this.#current !== connection) return;
    this.#current = undefined;
    this.#fault = explained(error);
    connection.destroy();
    this.#options.onChange(this.#fault);
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const { baseMs, capMs } = this.#options.times;
    for (let attempt = 0; ; attempt += 1) {
      await pause(
        systemClock,
        Math.random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20)),
        this.#closing.signal,
      );
      if (this.#closing.signal.aborted) return;
      try {
        await this.#connect();
        return;
      } catch (error) {
        // The cast: `#connect` throws nothing else.
        if (!this.#closing.signal.aborted) this.#fault = error as Error;
      }
    }
  }
}

/** Rejects where `work` takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const cancel = systemClock.after(ms, () => {
    // Answers that have arrived while this process was busy are read before.
    systemClock.after(0, () => late.reject(new Error(`no answer within ${ms} ms`)));
  });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    cancel();
  }
}
