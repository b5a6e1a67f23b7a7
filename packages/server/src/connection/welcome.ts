import { type Author, type Cursor, type Feature, limits, type Welcome } from "@ws-chat/protocol";
import type { ResolvedOptions } from "../options.ts";
import type { Room } from "../room/room.ts";

const features: readonly Feature[] = ["history", "streams", "stop", "retry", "typing"];

function featuresOf({ presence, readMarks, uploads }: ResolvedOptions): readonly Feature[] {
  return [
    ...features,
    ...(presence ? ["presence"] : []),
    ...(readMarks ? ["read"] : []),
    ...(uploads ? ["uploads"] : []),
  ];
}

export function welcome(options: ResolvedOptions, room: Room, user: Author, cursor: Cursor, resumed: boolean): Welcome {
  const { epoch, seq, id } = cursor;
  const { pingMs, textBytes } = options.limits;
  return {
    type: "welcome",
    user,
    room: room.id,
    epoch,
    seq,
    id,
    resumed,
    streams: room.streams,
    features: featuresOf(options),
    pingMs,
    limits: {
      textBytes,
      window: limits.window,
      historyEntries: limits.historyEntries,
      ...(options.uploads && { uploadBytes: options.uploads.maxBytes }),
    },
  };
}
