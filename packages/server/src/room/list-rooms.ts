import { limits } from "@ws-chat/protocol";
import type { Log, RoomRange, RoomSummary } from "../logs/log.ts";

/** A page of the log's rooms. @throws {TypeError} (rejects) where it has no list of them, or `limit` is no count. */
export async function listRooms(
  log: Log,
  { before, limit = limits.historyEntries }: Partial<RoomRange>,
): Promise<readonly RoomSummary[]> {
  if (!log.rooms)
    throw new TypeError("chat.rooms: this log cannot list rooms; those that come with @ws-chat/server can");
  if (!Number.isInteger(limit) || limit < 1) {
    throw new TypeError(`chat.rooms: limit (${String(limit)}) must be a whole number from 1`);
  }
  return log.rooms(before ? { before: { ts: before.ts, room: before.room }, limit } : { limit });
}
