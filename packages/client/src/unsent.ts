import type { Send } from "@ws-chat/protocol";
import type { Delivery } from "./chat-client.ts";
import type { MessageItem } from "./items.ts";

/** A message of one's own that is not settled, as storage keeps it: what an earlier version of this file wrote MUST stay readable. */
export interface Unsent {
  readonly item: MessageItem & { readonly delivery: Delivery };
  /** The cursor at its first attempt; absent before that. */
  readonly since?: NonNullable<Send["since"]>;
  /** That attempt was made on an earlier connection. */
  readonly again?: boolean;
  /** Whom it was written or first sent for: from then on it is nobody else's. */
  readonly owner?: string;
}
