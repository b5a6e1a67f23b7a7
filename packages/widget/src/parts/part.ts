import type { Frame } from "../frame.ts";
import type { WsChat } from "../ws-chat.ts";

/** What the element loads when it needs it, and what then takes part in its life. */
export interface Part {
  /** The element is in a document. */
  connected?(): void;
  /** It may be out of it. */
  disconnected?(): void;
  /** Draws what there is now. */
  update(): void;
}

export type CreatePart = (host: WsChat, frame: Frame) => Part | Promise<Part>;
