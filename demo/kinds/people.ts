import { createChat, type Log, type UploadOptions } from "@ws-chat/server";

// Nobody answers but whoever is there.
export const people = (log: Log, uploads: UploadOptions) =>
  createChat({
    log,
    uploads,
    presence: true,
    readMarks: true,
    onMessage: () => {},
  });
