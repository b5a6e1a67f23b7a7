import type { IncomingMessage, ServerResponse } from "node:http";
import { type ChatOptions, createChat, type Log } from "@ws-chat/server";
import type { SignIn } from "../sign-in.ts";

/** People answer visitors: the chat of both, and for who answers, the visitors' rooms as they change. */
export function createInbox(log: Log, { operatorOf }: SignIn, options: ChatOptions = {}) {
  const chat = createChat({
    ...options,
    log,
    onMessage: () => {},
    authenticate: ({ url, cookie }) => (url.startsWith("/inbox/") ? operatorOf(cookie) : "visitor"),
    authorize: ({ user, room }) => (user.role === "operator" ? room.startsWith("~v:") : room === `~${user.id}`),
  });
  async function tellRooms({ headers }: IncomingMessage, response: ServerResponse) {
    if (!(await operatorOf(headers.cookie))) return void response.writeHead(401).end();
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" }).flushHeaders();
    const tell = async (changed?: string) => {
      for (const { room } of changed === undefined ? await chat.rooms() : [{ room: changed }]) {
        const said = await chat.room(room).history({ limit: 20 });
        const visitor = said.findLast(({ from }) => room === `~${from.id}`)?.from;
        response.write(`data: ${JSON.stringify({ room, name: visitor?.name, last: said.at(-1) })}\n\n`);
      }
    };
    await chat.watch((room) => tell(room).catch(() => void response.destroy()), gone);
    await tell();
  }
  return { chat, tellRooms };
}
