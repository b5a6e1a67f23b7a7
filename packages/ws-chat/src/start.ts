import type { Server } from "node:http";
import { type ChatOptions, createChat } from "@ws-chat/server";
import { createDiskUploads } from "@ws-chat/server/disk";
import { isLoopback } from "@ws-chat/server/adapter";
import { createSqliteLog, DatabaseError } from "@ws-chat/server/sqlite";
import { attachChat } from "@ws-chat/server-node";
import type { Arguments } from "./arguments.ts";
import { CommandError } from "./command-error.ts";
import { guardHost } from "./guard-host.ts";
import { describeError, loadHandler } from "./handler.ts";
import { listen } from "./listen.ts";
import { createSite } from "./site.ts";

export interface Running {
  /** Where a person finds it, the nearest first. */
  readonly urls: readonly [string, ...string[]];
  /** The file in which conversations are kept; absent where they are not, or where the handler's file brings its own log. */
  readonly keptIn: string | undefined;
  /** Stops listening, and says goodbye to everybody at once. */
  close(): Promise<void>;
  /** The same without a rush, so that those who are sent away come back one after the other. */
  drain(): Promise<void>;
}

/** Short enough for whoever restarts a server by hand, and for the ten seconds that containers are given. */
const drainMs = 2_000;

/** @throws {CommandError} when something that was asked for cannot be. */
export async function start(asked: Arguments): Promise<Running> {
  const { port, host, path, handler, origins, publicFolder } = asked;
  const options = handler === undefined ? {} : await loadHandler(handler);
  const keptIn = options.log ? undefined : asked.data;
  const onError: ChatOptions["onError"] = (error, { room }) =>
    console.error(`No reply${room ? ` in ${room}` : ""}: ${describeError(error)}`);
  const kept = keptIn === undefined ? options : await keeping(keptIn, options);
  const chat = orExplain(() => createChat({ onError, ...kept }), `--handler ${handler}: `);
  const site = createSite({
    path,
    publicFolder,
    own: [asked.data, handler].filter((file) => file !== undefined),
    health: () => ({ connections: chat.connections, uptimeSeconds: Math.floor(process.uptime()) }),
  });
  const { servers, urls } = await listen(site, host, port);
  const onRefusedOrigin = (origin: string) =>
    console.warn(
      origin === "null"
        ? "Refused a page that has no site: one opened from a file, or in a sandboxed frame. To serve your files: ws-chat --public ."
        : `Refused a page of ${JSON.stringify(origin)}. To admit it: ws-chat --origin ${JSON.stringify(origin)}`,
    );
  const onRefusedHost = (name: string) =>
    console.warn(`Refused who asked for ${JSON.stringify(name)}. To admit it: ws-chat --origin "https://${name}"`);
  const attach = (server: Server) => {
    const attachment = attachChat(server, chat, { path, origins, onRefusedOrigin });
    if (isLoopback(host)) guardHost(server, origins, onRefusedHost);
    return attachment;
  };
  try {
    const attachments = orExplain(() => servers.map(attach), "");
    const close = async () => {
      for (const server of servers) server.close();
      await Promise.all(attachments.map((attachment) => attachment.close()));
      for (const server of servers) server.closeAllConnections();
    };
    return {
      urls,
      keptIn,
      close,
      async drain() {
        for (const server of servers) server.close();
        await chat.drain({ over: drainMs });
        await close();
      },
    };
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
}

/** The options with a log in `file`, which takes over their retention, and a store of files beside it. */
async function keeping(file: string, { retention, ...options }: ChatOptions): Promise<ChatOptions> {
  try {
    const log = await createSqliteLog({ ...retention, file });
    // A handler's file may bring its own, and `undefined` for none.
    return { uploads: { store: await createDiskUploads({ folder: `${file}-uploads` }) }, ...options, log };
  } catch (error) {
    if (error instanceof DatabaseError) {
      throw new CommandError(`${error.message}. Another file: --data other.db; none: --memory`);
    }
    throw explained(error, "retention: ");
  }
}

/** A wrong option is the typist's here, not the program's. */
function orExplain<T>(make: () => T, prefix: string): T {
  try {
    return make();
  } catch (error) {
    throw explained(error, prefix);
  }
}

function explained(error: unknown, prefix: string): unknown {
  return error instanceof TypeError ? new CommandError(prefix + error.message.replace(/^\w+: /, "")) : error;
}
