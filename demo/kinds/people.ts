import { createChat, type Log } from "@ws-chat/server";

// Nobody answers but whoever is there.
export const people = (log: Log) => createChat({ log, onMessage: () => {} });
