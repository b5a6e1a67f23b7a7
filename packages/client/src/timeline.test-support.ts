import type { ServerFrame } from "@ws-chat/protocol";
import {
  addBare,
  addDelta,
  addEntry,
  addHistory,
  addSnapshot,
  type BareMessage,
  openLog,
  type Timeline,
} from "./timeline.ts";

/** The timeline after whatever was heard, for tests that hear everything. */
export function reduce(timeline: Timeline, event: ServerFrame | BareMessage, now: number): Timeline {
  switch (event.type) {
    case "welcome":
      return openLog(timeline, event);
    case "entry":
      return addEntry(timeline, event);
    case "history":
      return addHistory(timeline, event);
    case "snapshot":
      return addSnapshot(timeline, event, now);
    case "delta":
      return addDelta(timeline, event);
    case "bare":
      return addBare(timeline, event);
    default:
      return timeline;
  }
}
