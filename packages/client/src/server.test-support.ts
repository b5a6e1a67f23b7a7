import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  type ClientFrame,
  decodeClientFrame,
  type Entry,
  type Send,
  subprotocol,
  type Welcome,
} from "@ws-chat/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import type { ChatClient, Snapshot } from "./chat-client.ts";

type Frame<T extends ClientFrame["type"]> = Extract<ClientFrame, { type: T }>;

/** One connection as a server sees it: what the client says, one frame after the other. */
export class Peer {
  readonly socket: WebSocket;
  readonly room: string | null;
  readonly texts: string[] = [];
  #read = 0;
  #wake: () => void = () => {};

  constructor(socket: WebSocket, url: string) {
    this.socket = socket;
    this.room = new URL(url, "ws://host").searchParams.get("room");
    socket.on("message", (data) => {
      this.texts.push(String(data));
      this.#wake();
    });
  }

  async text(): Promise<string> {
    while (this.#read >= this.texts.length) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.texts[this.#read++] ?? "";
  }

  /** The next frame of `type`; others before it are skipped. */
  async hear<T extends ClientFrame["type"]>(type: T): Promise<Frame<T>> {
    for (;;) {
      const frame = decodeClientFrame(await this.text());
      if (frame?.type === type) return frame as Frame<T>;
    }
  }

  say(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Takes the hello and welcomes. */
  async welcome(more: Partial<Welcome> = {}): Promise<Frame<"hello">> {
    const hello = await this.hello();
    this.say(welcome(more));
    return hello;
  }

  hello(): Promise<Frame<"hello">> {
    return this.hear("hello");
  }

  closed(): Promise<unknown> {
    return once(this.socket, "close");
  }
}

export const visitor = { id: "v:1", role: "visitor" };
export const bot = { id: "bot", role: "bot" };

export function welcome(more: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    user: visitor,
    room: "~v:1",
    epoch: "e",
    seq: 0,
    id: "",
    resumed: false,
    streams: [],
    features: ["history"],
    pingMs: 25_000,
    limits: { textBytes: 1_000, window: 8, historyEntries: 100 },
    ...more,
  };
}

export function entry(seq: number, more: Partial<Entry> = {}) {
  return { type: "entry", seq, kind: "message", id: `i${seq}`, from: bot, ts: seq, text: `t${seq}`, ...more } as const;
}

/** A real server that does only what a test tells it to. */
export class ScriptedServer {
  readonly #server: WebSocketServer;
  readonly #waiting: Peer[] = [];
  #wake: () => void = () => {};
  #isKilled = false;

  constructor(server: WebSocketServer) {
    this.#server = server;
    server.on("connection", (socket, request) => {
      if (this.#isKilled) {
        socket.terminate();
        return;
      }
      this.#waiting.push(new Peer(socket, request.url ?? ""));
      this.#wake();
    });
  }

  /** `port` 0 takes a free one; `protocols: false` selects none. */
  static async start({ port = 0, protocols = true } = {}): Promise<ScriptedServer> {
    const handleProtocols = (offers: Set<string>): string | false =>
      protocols && offers.has(subprotocol) ? subprotocol : false;
    const server = new WebSocketServer({ host: "127.0.0.1", port, handleProtocols });
    await once(server, "listening");
    return new ScriptedServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/chat`;
  }

  /** The next connection. */
  async peer(): Promise<Peer> {
    for (;;) {
      const peer = this.#waiting.shift();
      if (peer) return peer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Ends as a killed process does. */
  async kill(): Promise<void> {
    // Who is still shaking hands is met when done.
    this.#isKilled = true;
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

/** Stores what is sent, once each, and acknowledges it, as a server with a log does. */
export async function keepLog(peer: Peer, log: Send[]): Promise<void> {
  const { resume } = await peer.hello();
  const newest = log.at(-1);
  const at = resume ?? { epoch: "e", seq: log.length, id: newest?.id ?? "" };
  peer.say(welcome({ ...at, resumed: resume !== undefined }));
  log.slice(at.seq).forEach(({ id, text }, index) => peer.say(entry(at.seq + index + 1, { id, text, from: visitor })));
  for (;;) {
    const send = await peer.hear("send");
    const known = log.findIndex(({ id }) => id === send.id);
    if (known < 0) log.push(send);
    const seq = known < 0 ? log.length : known + 1;
    peer.say({ type: "ack", n: send.n, id: send.id, seq, ts: seq, ...(known >= 0 && { dup: true }) });
  }
}

/** Resolves with the first snapshot that `test` is content with. */
export function until(chat: ChatClient, test: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  return new Promise((resolve) => {
    const look = (): void => {
      const snapshot = chat.getSnapshot();
      if (!test(snapshot)) return;
      stop();
      resolve(snapshot);
    };
    const stop = chat.subscribe(look);
    look();
  });
}

/** Resolves once the link is in `state`. */
export function reaches(chat: ChatClient, state: Snapshot["status"]["state"]): Promise<Snapshot> {
  return until(chat, ({ status }) => status.state === state);
}

/** What is shown, one word a line: `gap`, or the text and the delivery of one's own. */
export function shown({ items }: Snapshot): string[] {
  return items.map((item) => {
    if (item.type === "gap") return "gap";
    return item.message.text + (item.delivery ? ` ${item.delivery.state}` : "");
  });
}
