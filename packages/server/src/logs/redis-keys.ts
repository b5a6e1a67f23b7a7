/** Part of every key for ever: another number would lose every room. */
const shards = 16;

/** Where everything of a room is, and what its shard has in common. The braces keep a shard in one slot of a cluster. */
export interface RoomKeys {
  /** Hash: epoch, newest, oldest. Outlives the entries, so that no number is given twice in an epoch. */
  readonly meta: string;
  /** Stream: an entry has the id `seq-0`. */
  readonly entries: string;
  /** Hash: author and id of each retained entry, to its `seq`. */
  readonly ids: string;
  readonly channel: string;
  readonly shard: ShardKeys;
}

export interface ShardKeys {
  /** The epoch of rooms that do not exist yet. */
  readonly epoch: string;
  /** Sorted set: the rooms with something in them, by the `ts` of their newest entry. */
  readonly rooms: string;
  /** Hash: what is owed, by room and reply. */
  readonly debts: string;
  /** Sorted set: the same, by the time to which it is leased. */
  readonly leases: string;
}

export class RedisKeys {
  readonly shards: readonly ShardKeys[];
  /** Channel: the name of each room that has changed. */
  readonly changes: string;
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.changes = `${prefix}:changes`;
    this.shards = Array.from({ length: shards }, (_, shard) => {
      const base = `${prefix}:{${shard}}`;
      return { epoch: `${base}:epoch`, rooms: `${base}:rooms`, debts: `${base}:debts`, leases: `${base}:leases` };
    });
  }

  of(room: string): RoomKeys {
    const at = shardOf(room);
    // The room comes last, for it may be called anything, also what would make another room's key of its own.
    const base = `${this.#prefix}:{${at}}`;
    // The cast: `shardOf` gives no other number.
    const shard = this.shards[at] as ShardKeys;
    return {
      meta: `${base}:room:${room}`,
      entries: `${base}:entries:${room}`,
      ids: `${base}:ids:${room}`,
      channel: `${base}:channel:${room}`,
      shard,
    };
  }
}

/** FNV-1a: every process finds the same, for ever. */
function shardOf(room: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < room.length; at += 1) hash = Math.imul(hash ^ room.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % shards;
}
