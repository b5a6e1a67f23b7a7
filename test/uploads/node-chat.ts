import { once } from "node:events";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chat, type ChatOptions, createChat, type UploadOptions } from "@ws-chat/server";
import { createDiskUploads } from "@ws-chat/server/disk";
import { attachChat, type AttachOptions } from "@ws-chat/server-node";

/** A folder that goes with its test. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "ws-chat-uploads-"));

  /** Files in it, whole or not, without what is noted of each. */
  get files(): readonly string[] {
    return globSync("**/*", { cwd: this.path, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".json"))
      .map((entry) => entry.name);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A chat that keeps files in a folder of its own, on a server of Node's. */
export class NodeChat {
  readonly folder: Folder;
  readonly chat: Chat;
  readonly server: Server;
  readonly errors: unknown[] = [];

  private constructor(folder: Folder, options: ChatOptions, attaching: AttachOptions) {
    this.folder = folder;
    this.chat = createChat({ onMessage: () => {}, onError: (error) => this.errors.push(error), ...options });
    this.server = createServer((_, response) => response.writeHead(418).end("the site's own"));
    attachChat(this.server, this.chat, { onRefusedOrigin() {}, ...attaching });
  }

  static async start(
    uploads: Partial<UploadOptions> = {},
    {
      folder = new Folder(),
      attaching = {},
      ...options
    }: ChatOptions & { folder?: Folder; attaching?: AttachOptions } = {},
  ): Promise<NodeChat> {
    const store = uploads.store ?? (await createDiskUploads({ folder: folder.path }));
    const started = new NodeChat(folder, { ...options, uploads: { ...uploads, store } }, attaching);
    await once(started.server.listen(0, "127.0.0.1"), "listening");
    return started;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/websocket`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    await this.chat.close();
    this.server.closeAllConnections();
    this.folder[Symbol.dispose]();
  }
}
