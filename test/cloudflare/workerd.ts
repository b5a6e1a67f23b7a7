import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { WebSocket } from "ws";

/** What of Miniflare the tests use; it is installed beside the runtimes. */
interface Miniflare {
  readonly ready: Promise<URL>;
  dispatchFetch(url: string, init?: RequestInit): Promise<Response>;
  getR2Bucket(binding: string): Promise<{ list(): Promise<{ objects: readonly { readonly key: string }[] }> }>;
  getDurableObjectNamespace(binding: string): Promise<{ idFromName(name: string): { toString(): string } }>;
  unsafeEvictDurableObject(
    worker: string,
    className: string,
    how: { id: string; webSockets: "hibernate" },
  ): Promise<void>;
  dispose(): Promise<void>;
}

const manifest = resolve("test/runtimes/package.json");
export const isWorkerdHere = existsSync(resolve("test/runtimes/node_modules/miniflare"));
const compatibilityDate = "2026-07-01";
const name = "chat";

/** Evicts all at each message. Miniflare's own eviction goes through several processes and knows no nameless objects. */
const evictor = `
import unsafe from "workerd:unsafe";
import worker from "./worker.js";
export * from "./worker.js";
export default {
  ...worker,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== "/evictions") return worker.fetch(request, env, context);
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    server.addEventListener("message", async () => {
      await unsafe.evictAllDurableObjects({ webSockets: "hibernate" });
      server.send("done");
    });
    return new Response(null, { status: 101, webSocket: client });
  },
};
`;

export interface WorkerdOptions {
  /** The Worker's module. What it exports by a name is a class of objects, bound to that name in capitals: `ChatRoom` to `CHAT_ROOM`. */
  readonly worker: URL;
  /** @default any that is free */
  readonly port?: number;
  /** Where the objects' storage is kept. @default in memory */
  readonly folder?: string;
  /** Whether {@link Workerd.evictAll} works; the Worker is then wrapped in another. @default false */
  readonly isEvictable?: boolean;
}

/** A Worker in Cloudflare's own runtime, on a port of the loopback. */
export class Workerd {
  /** Without a path. */
  readonly url: string;
  readonly #miniflare: Miniflare;
  readonly #classes: ReadonlyMap<string, string>;
  readonly #folder: string | undefined;
  #evictions: WebSocket | undefined;

  private constructor(miniflare: Miniflare, url: URL, classes: ReadonlyMap<string, string>, folder?: string) {
    this.#miniflare = miniflare;
    this.url = url.origin;
    this.#classes = classes;
    this.#folder = folder;
  }

  static async start({ worker, port = 0, folder, isEvictable = false }: WorkerdOptions): Promise<Workerd> {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(worker)],
      bundle: true,
      format: "esm",
      target: "es2022",
      conditions: ["@ws-chat/source", "workerd", "worker"],
      external: ["cloudflare:*"],
      metafile: true,
      write: false,
    });
    const names = Object.values(metafile.outputs).flatMap(({ exports }) => exports.filter((one) => one !== "default"));
    const classes = new Map(names.map((className) => [bindingOf(className), className]));
    const { Miniflare } = createRequire(manifest)("miniflare") as { Miniflare: new (options: object) => Miniflare };
    const miniflare = new Miniflare({
      name,
      modules: [
        ...(isEvictable ? [{ type: "ESModule", path: "evictor.js", contents: evictor }] : []),
        { type: "ESModule", path: "worker.js", contents: outputFiles[0]?.text },
      ],
      compatibilityDate,
      ...(isEvictable && { compatibilityFlags: ["experimental", "unsafe_module"] }),
      host: "127.0.0.1",
      port,
      cf: false,
      durableObjects: Object.fromEntries(
        Array.from(classes, ([binding, className]) => [binding, { className, useSQLite: true }]),
      ),
      ...(folder !== undefined && { durableObjectsPersist: folder }),
      r2Buckets: ["UPLOADS"],
    });
    return new Workerd(miniflare, await miniflare.ready, classes, folder);
  }

  /** The address of a chat, for clients. */
  socketUrl(path = "/websocket"): string {
    return this.url.replace("http", "ws") + path;
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return this.#miniflare.dispatchFetch(this.url + path, init);
  }

  /** The keys in the bucket, which every Worker here has. */
  async uploads(): Promise<readonly string[]> {
    const { objects } = await (await this.#miniflare.getR2Bucket("UPLOADS")).list();
    return objects.map(({ key }) => key);
  }

  /** Puts the room's object out of memory; its sockets stay open. Resolves when that has happened, which waits for what is under way. */
  async evict(room: string, binding = "CHAT_ROOM"): Promise<void> {
    const namespace = await this.#miniflare.getDurableObjectNamespace(binding);
    const id = namespace.idFromName(room).toString();
    const className = this.#classes.get(binding) ?? "";
    await this.#miniflare.unsafeEvictDurableObject(name, className, { id, webSockets: "hibernate" });
  }

  /** Puts every object out of memory, nameless ones too, as {@link evict} does one. Not twice at once: each would wait for the other. */
  async evictAll(): Promise<void> {
    if (!this.#evictions) {
      this.#evictions = new WebSocket(this.socketUrl("/evictions"));
      await once(this.#evictions, "open");
    }
    const done = once(this.#evictions, "message");
    this.#evictions.send("");
    await done;
  }

  /** How many tables the objects' storage has, the runtime's own included. */
  tables(): number {
    return this.#sum("SELECT count(*) AS figure FROM sqlite_master WHERE type = 'table'");
  }

  /** How many entries the objects of one class keep. */
  entries(className: string): number {
    return this.#sum("SELECT count(*) AS figure FROM entries", className);
  }

  #sum(sql: string, className = "*"): number {
    const files = globSync(`${this.#folder}/${name}-${className}/*.sqlite`);
    return files.reduce((sum, file) => {
      if (file.endsWith("metadata.sqlite")) return sum;
      const database = new DatabaseSync(file, { readOnly: true });
      const { figure } = database.prepare(sql).get() ?? {};
      database.close();
      return sum + Number(figure);
    }, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#evictions?.terminate();
    await this.#miniflare.dispose();
  }
}

const bindingOf = (className: string): string => className.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
