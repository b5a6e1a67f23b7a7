import type { Entry } from "@ws-chat/protocol";
import { latestFirst } from "./latest-rooms.ts";
import type { NewEntry, RoomRange, RoomSummary } from "./log.ts";
import type { RedisKeys } from "./redis-keys.ts";
import type { RedisRunner } from "./redis-runner.ts";

interface Listed {
  readonly room: string;
  readonly ts: number;
}

/** The rooms of all shards as one list. */
export class RedisRooms {
  readonly #keys: RedisKeys;
  readonly #runner: RedisRunner;

  constructor(keys: RedisKeys, runner: RedisRunner) {
    this.#keys = keys;
    this.#runner = runner;
  }

  async list({ before, limit }: RoomRange): Promise<readonly RoomSummary[]> {
    const parts = await Promise.all(
      this.#keys.shards.flatMap(({ rooms }) =>
        before
          ? [this.#tied(rooms, before), this.#below(rooms, `(${before.ts}`, limit)]
          : [this.#below(rooms, "+inf", limit)],
      ),
    );
    const listed = parts.flat().toSorted(latestFirst).slice(0, limit);
    const summaries = await Promise.all(listed.map(({ room }) => this.#summary(room)));
    // One may have been removed meanwhile.
    return summaries.filter((summary) => summary !== undefined);
  }

  async #below(key: string, from: string, limit: number): Promise<Listed[]> {
    const least = this.#runner.bound || "-inf";
    const range = [key, from, least, "BYSCORE", "REV", "LIMIT", "0", String(limit), "WITHSCORES"];
    return listedIn(await this.#runner.send(key, ["ZRANGE", ...range]));
  }

  /** Those as late as the last one of the page before. */
  async #tied(key: string, before: Listed): Promise<Listed[]> {
    const ts = String(before.ts);
    const tied = listedIn(await this.#runner.send(key, ["ZRANGE", key, ts, ts, "BYSCORE", "WITHSCORES"]));
    return tied.filter((one) => latestFirst(before, one) < 0);
  }

  async #summary(room: string): Promise<RoomSummary | undefined> {
    const { entries } = this.#keys.of(room);
    // The casts: `append` wrote it.
    const [newest] = (await this.#runner.send(entries, ["XREVRANGE", entries, "+", "-", "COUNT", "1"])) as [
      string,
      string[],
    ][];
    if (!newest) return undefined;
    const [id, fields] = newest;
    const entry: Entry = { seq: Number.parseInt(id, 10), ...(JSON.parse(`{${fields[5] ?? ""}`) as NewEntry) };
    return { room, newest: entry };
  }
}

/** RESP 3 gives pairs, RESP 2 names and scores in turns. */
function listedIn(reply: unknown): Listed[] {
  // The cast: that is what ZRANGE answers.
  const flat = (reply as unknown[]).flat();
  return Array.from({ length: flat.length / 2 }, (_, at) => ({
    room: String(flat[at * 2]),
    ts: Number(flat[at * 2 + 1]),
  }));
}
