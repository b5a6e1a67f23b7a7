import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Chat, createChat } from "@ws-chat/server";
import { createDiskUploads } from "@ws-chat/server/disk";
import { onMessage } from "../handler.ts";
import { origins, people, profiles, uploadBytes } from "../profiles.ts";

interface Endpoint {
  readonly path: string;
  readonly chat: Chat;
  readonly origins: readonly string[];
}

const folder = process.env["UPLOADS"] ?? mkdtempSync(join(tmpdir(), "ws-chat-conformance-"));
const store = await createDiskUploads({ folder });
process.once("SIGTERM", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});

/** The chats of a conformance server, and where they are. */
export const chats: readonly Endpoint[] = [
  { path: "/websocket", chat: createChat({ onMessage, onError() {}, ...people, uploads: { store } }), origins: [] },
  ...Object.entries(profiles).map(([name, options]) => ({
    path: `/websocket/${name}`,
    chat: createChat({
      onMessage,
      onError() {},
      uploads: { store, ...(uploadBytes[name] && { maxBytes: uploadBytes[name] }) },
      ...options,
    }),
    origins: origins[name] ?? [],
  })),
];
