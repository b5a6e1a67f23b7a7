import { limits, pongText, type Welcome } from "@ws-chat/protocol";
import { closeFor } from "../connection/ending.ts";
import type { Connection, Socket } from "../socket.ts";
import { LineSocket } from "./line-socket.ts";
import type { Exchange } from "./request-body.ts";

/** How long the answer to a `poll` waits for more once there is something. */
const gatherMs = 50;
/** What every hello is answered with beside its welcome, where a room tells of its people: nothing new, or a poll would never wait. */
const standing = /^{"type":"(presence|read)"/;

/** A connection for one request: its frames go in, and what it says comes out line by line, until the request has what it asked for. */
export function openExchange(
  { mode, frames, user }: Exchange,
  accept: (socket: Socket) => Connection,
): ReadableStream<Uint8Array> {
  const [hello = "", ...others] = frames;
  let socket: LineSocket;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let isWelcome = false;
  /** In the room, and told what there is. */
  let isIn = false;

  function sent(text: string): void {
    if (!isWelcome && text.startsWith('{"type":"welcome"')) {
      isWelcome = true;
      const { user: admitted, resumed } = JSON.parse(text) as Welcome;
      // Its connection is in the middle of entering the room.
      queueMicrotask(() => void proceed(admitted.id));
      if (resumed) return;
    }
    if (mode === "poll" && text !== pongText && (isIn || !standing.test(text)))
      gathering ??= setTimeout(() => socket.end(), gatherMs);
  }

  async function proceed(admitted: string): Promise<void> {
    const { connection } = socket;
    isIn = true;
    if (user !== undefined && user !== admitted) return closeFor(socket, "resumeNeeded", "this is another user");
    for (const frame of others) connection?.receive(frame);
    if (mode !== "send") return;
    await connection?.answered?.();
    socket.end();
  }

  return new ReadableStream(
    {
      start(controller) {
        const living = setInterval(() => socket.send(pongText), limits.pongMs);
        const ending = setTimeout(() => socket.end(), limits.answerMs);
        function ended(): void {
          clearInterval(living);
          clearTimeout(ending);
          clearTimeout(gathering);
        }
        socket = new LineSocket(controller, { sent, ended });
        // Tells at once whether lines get through as they are written.
        socket.send(pongText);
        socket.connection = accept(socket);
        socket.connection.receive(hello);
      },
      cancel: () => socket.cancelled(),
    },
    { highWaterMark: 0, size: (chunk) => chunk.byteLength },
  );
}
