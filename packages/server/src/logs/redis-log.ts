import type { Entry } from "@ws-chat/protocol";
import type {
  Appended,
  AppendOptions,
  Log,
  NewEntry,
  Page,
  Range,
  RoomRange,
  RoomSummary,
  Signal,
  Subscriber,
  Watcher,
} from "./log.ts";
import { debtName, debtsOf, RedisDebts } from "./redis-debts.ts";
import type { RedisKeys } from "./redis-keys.ts";
import type { RedisLinks } from "./redis-links.ts";
import { RedisQueue, type Waiting } from "./redis-queue.ts";
import { RedisRooms } from "./redis-rooms.ts";
import type { RedisRunner } from "./redis-runner.ts";

/** Beyond so many that Redis has not taken yet, signals are dropped. */
const mostSignals = 1_000;

/** A log that processes share: what it means is in the scripts. */
export class RedisLog implements Log {
  readonly debts: RedisDebts;
  readonly isShared = true;
  readonly #keys: RedisKeys;
  readonly #links: RedisLinks;
  readonly #runner: RedisRunner;
  readonly #rooms: RedisRooms;
  readonly #queue = new RedisQueue((room, batch) => this.#store(room, batch));
  #signals = 0;
  #closed: Promise<void> | undefined;

  constructor(keys: RedisKeys, links: RedisLinks, runner: RedisRunner) {
    this.#keys = keys;
    this.#links = links;
    this.#runner = runner;
    this.#rooms = new RedisRooms(keys, runner);
    this.debts = new RedisDebts(keys, runner);
  }

  async append(room: string, entry: NewEntry, options?: AppendOptions): Promise<Appended> {
    this.#refuseIfClosed();
    return this.#queue.append(room, { entry, body: JSON.stringify(entry), options });
  }

  async read(room: string, { after = 0, before, limit, maxBytes }: Range): Promise<Page> {
    await this.#queue.settled(room);
    const isBackwards = before !== undefined;
    const bounds = [after + 1, isBackwards ? before - 1 : "", isBackwards ? 1 : 0, limit, maxBytes].map(String);
    // The cast: that is what the script returns.
    const page = (await this.#runner.runInRoom("read", room, [], bounds)) as [string, number, number, ...string[]];
    const [epoch, oldest, newest, ...texts] = page;
    const entries = texts.map((text) => JSON.parse(text) as Entry);
    return { epoch, oldest, newest, entries: isBackwards ? entries.toReversed() : entries };
  }

  subscribe(room: string, subscriber: Subscriber): Promise<() => void> {
    return this.#links.subscriptions.subscribe(this.#keys.of(room).channel, subscriber);
  }

  watch(watcher: Watcher): Promise<() => void> {
    return this.#links.subscriptions.subscribe(this.#keys.changes, {
      entry() {},
      signal() {},
      changed: watcher,
      lost: () => watcher(),
    });
  }

  signal(room: string, signal: Signal): void {
    if (this.#closed || !this.#links.commands.isUp || this.#signals >= mostSignals) return;
    this.#signals += 1;
    void this.#publish(room, `s${JSON.stringify(signal)}`)
      .catch(() => {})
      .finally(() => {
        this.#signals -= 1;
      });
  }

  rooms(range: RoomRange): Promise<readonly RoomSummary[]> {
    return this.#rooms.list(range);
  }

  async remove(room: string): Promise<void> {
    this.#refuseIfClosed();
    await this.#queue.settled(room);
    const { meta, entries, ids, channel, shard } = this.#keys.of(room);
    await this.#runner.run(
      "remove",
      [meta, entries, ids, shard.rooms, shard.debts, shard.leases],
      [room, this.#runner.freshEpoch(), channel, debtsOf(room), this.#keys.changes],
    );
  }

  close(): Promise<void> {
    this.#closed ??= this.#queue.drained().then(() => this.#links.close());
    return this.#closed;
  }

  async #store(room: string, batch: readonly Waiting[]): Promise<readonly Appended[]> {
    const { channel, shard } = this.#keys.of(room);
    const values = batch.flatMap(({ entry, body, options }) => {
      // The length keeps authors and ids apart that look the same when joined.
      const key = `${entry.from.id.length} ${entry.from.id} ${entry.id}`;
      return [key, String(entry.ts), body.slice(1), options ? packed(room, options) : ""];
    });
    const reply = await this.#runner.runInRoom(
      "append",
      room,
      [shard.debts, shard.leases],
      [channel, this.#keys.changes, ...values],
    );
    // The cast: that is what the script returns.
    const [epoch, stale, ...outcomes] = reply as [string, string, ...(string | number)[]];
    if (stale !== "") void this.#runner.runInRoom("sweep", stale, [], []).catch(() => {});
    return outcomes.map((outcome, at): Appended => {
      // The casts: there is one outcome for each, and `append` wrote what is given back.
      if (typeof outcome === "string") return { outcome: "repeat", epoch, entry: JSON.parse(outcome) as Entry };
      if (outcome <= 0) return { outcome: outcome === 0 ? "expired" : "unowed" };
      return { outcome: "stored", epoch, entry: { seq: outcome, ...(batch[at] as Waiting).entry } };
    });
  }

  #publish(room: string, message: string): Promise<unknown> {
    const { meta, channel } = this.#keys.of(room);
    if (this.#links.commands.connection.isCluster) return this.#runner.run("publish", [meta], [channel, message]);
    return this.#runner.send(meta, ["PUBLISH", channel, message]);
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new Error("the log is closed");
  }
}

function packed(room: string, { since, owes, pays }: AppendOptions): string {
  return JSON.stringify({
    since: since && [since.epoch, since.seq],
    owes: owes && [debtName(room, owes.reply), owes.attempt, owes.asker, owes.leaseMs],
    pays: pays && [debtName(room, pays.reply), pays.attempt],
  });
}
