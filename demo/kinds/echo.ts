import { createChat, type Log } from "@ws-chat/server";

// Without a handler it echoes.
export const echo = (log: Log) =>
  createChat({
    log,
    author: { id: "server", name: "Server", role: "bot" },
  });
