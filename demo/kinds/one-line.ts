import { createChat, type Log } from "@ws-chat/server";

export const oneLine = (log: Log) =>
  createChat({
    log,
    onMessage: ({ text }) => text.toUpperCase(),
  });
