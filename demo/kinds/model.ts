import { createChat, type Log } from "@ws-chat/server";
import { answer } from "../fake-model.ts";

export const model = (log: Log) =>
  createChat({
    log,
    author: { id: "bot", name: "Otto", role: "bot", avatar: "/icon.svg" },
    // An async generator. Put your own model in its place.
    onMessage: ({ text }, { signal }) => answer(text, signal),
  });
