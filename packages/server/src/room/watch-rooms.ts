import type { Core } from "../core.ts";
import type { Chat } from "../chat-types.ts";

type Listener = Parameters<Chat["watch"]>[0];

/** Follows all rooms of the log until `signal` aborts or the chat closes. @throws {TypeError} (rejects) where the log cannot. */
export async function watchRooms(
  { options: { log, onError }, closing }: Core,
  listener: Listener,
  { signal }: { readonly signal?: AbortSignal },
): Promise<void> {
  if (!log.watch) {
    throw new TypeError("chat.watch: this log cannot watch its rooms; those that come with @ws-chat/server can");
  }
  const end = signal ? AbortSignal.any([signal, closing]) : closing;
  if (end.aborted) return;
  const tell = async (room?: string): Promise<void> => {
    try {
      await listener(room);
    } catch (error) {
      onError(error, room === undefined ? {} : { room });
    }
  };
  // The listener may end it in the middle of the log's deliveries.
  const leave = await log.watch((room) => void (end.aborted || tell(room)));
  if (end.aborted) leave();
  else end.addEventListener("abort", leave, { once: true });
}
