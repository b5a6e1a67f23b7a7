import { chatHandler, chatRoom, type ObjectNamespace, rooms } from "@ws-chat/server-hono/cloudflare";
import type { Context } from "hono";
import { chaosChat } from "./chat.ts";
import { chaosApp } from "./hono-app.ts";

const Room = chatRoom(chaosChat);
type State = ConstructorParameters<typeof Room>[0] & { abort(reason: string): void };

/** A room whose object can be told to die. */
export class ChatRoom extends Room {
  readonly #state: State;

  constructor(state: State, env: unknown) {
    super(state, env);
    this.#state = state;
  }

  /** Takes with it all that is in memory, and every connection. Never resolves. */
  die(): void {
    this.#state.abort("told to die");
  }
}

const namespaceOf = (c: Context): ObjectNamespace => c.env.CHAT_ROOM;
const app = chaosApp(chatHandler(namespaceOf), (c) => rooms(namespaceOf(c)).room("lobby"));
app.delete("/lobby", async (c) => {
  const namespace = namespaceOf(c);
  // The casts: the types of a binding know neither its ids nor its class.
  const lobby = namespace.get(namespace.idFromName("lobby") as never) as unknown as { die(): Promise<void> };
  await lobby.die().catch(() => {});
  return c.body(null, 204);
});
export default app;
