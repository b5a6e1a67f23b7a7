import { randomId } from "../identity.ts";
import type { RedisConnection } from "./redis-client.ts";
import type { Retention } from "./log-options.ts";
import { isReplicas, isUnknownScript } from "./redis-fault.ts";
import type { RedisKeys } from "./redis-keys.ts";
import type { RedisLink } from "./redis-link.ts";
import type { Scripts } from "./redis-scripts/scripts.ts";

export interface RunnerOptions {
  readonly link: RedisLink<RedisConnection>;
  readonly scripts: Scripts;
  readonly keys: RedisKeys;
  readonly retention: Retention;
}

/** Runs scripts, each on keys of one slot. */
export class RedisRunner {
  readonly #link: RunnerOptions["link"];
  readonly #scripts: Scripts;
  readonly #keys: RedisKeys;
  readonly #retention: Retention;
  readonly #name = randomId();
  #epochs = 0;

  constructor({ link, scripts, keys, retention }: RunnerOptions) {
    this.#link = link;
    this.#scripts = scripts;
    this.#keys = keys;
    this.#retention = retention;
  }

  /** The command goes out before this returns. */
  async run(name: keyof Scripts, keys: readonly string[], values: readonly string[]): Promise<unknown> {
    const { connection } = this.#link;
    const { sha, text } = this.#scripts[name];
    const [key = ""] = keys;
    const rest = [String(keys.length), ...keys, ...values];
    try {
      return await connection.send(key, ["EVALSHA", sha, ...rest]).catch((error: unknown) => {
        // A restart and SCRIPT FLUSH make Redis forget.
        if (isUnknownScript(error)) return connection.send(key, ["EVAL", text, ...rest]);
        throw error;
      });
    } catch (error) {
      if (isReplicas(error) && !connection.isCluster) this.#link.drop(connection, error);
      throw this.#link.explain(connection, error);
    }
  }

  /** Runs one of the scripts that begin with `room`. */
  runInRoom(name: keyof Scripts, room: string, keys: readonly string[], values: readonly string[]): Promise<unknown> {
    const { meta, entries, ids, shard } = this.#keys.of(room);
    return this.run(
      name,
      [meta, entries, ids, shard.rooms, shard.epoch, ...keys],
      [room, this.freshEpoch(), String(this.#retention.entries), this.bound, ...values],
    );
  }

  /** The `ts` below which entries are too old; "" where none ever is. */
  get bound(): string {
    const { ageMs, now } = this.#retention;
    return ageMs === Number.POSITIVE_INFINITY ? "" : String(now() - ageMs);
  }

  /** A name that no room has had. */
  freshEpoch(): string {
    this.#epochs += 1;
    return `${this.#name}${this.#epochs.toString(36)}`;
  }

  async send(key: string, command: readonly string[]): Promise<unknown> {
    const { connection } = this.#link;
    try {
      return await connection.send(key, command);
    } catch (error) {
      throw this.#link.explain(connection, error);
    }
  }
}
