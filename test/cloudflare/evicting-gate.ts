import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";
import { subprotocol } from "@ws-chat/protocol";
import { FrameSplitter } from "./frame-splitter.ts";
import type { Workerd } from "./workerd.ts";

/** The server's frames after which an object is at work: it stays in memory by itself. */
const atWork = /^\{"type":"(typing","from":.*"on":true|snapshot|delta)/;
/** Those that say nothing of that. */
const ofPeople = /^\{"type":"(presence|read)"/;

/** How long what is under way may keep an object in memory, where nothing is known to be. */
const patienceMs = 3_000;

/**
 * Stands before a Worker, and puts its objects out of memory before each message and each request of a client gets there, but where the
 * runtime would keep them: while a hello is awaited, a reply is under way or a request is being answered.
 */
export function listenEvicting(workerd: Workerd, port: number): Server {
  const { hostname, port: workerdPort } = new URL(workerd.url);
  /** What keeps objects in memory. */
  const busy = new Set<object>();

  // One after the other: two at once would each wait for the other.
  let last: Promise<void> = Promise.resolve();
  function evict(): Promise<void> {
    last = last.catch(() => {}).then(() => (busy.size === 0 ? inTime(workerd.evictAll()) : undefined));
    return last;
  }

  async function pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    await evict();
    busy.add(answer);
    answer.once("close", () => busy.delete(answer));
    const { method, headers, url: path } = asked;
    const passed = httpRequest({ hostname, port: workerdPort, method, headers, path }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      answer.flushHeaders();
      response.pipe(answer);
    });
    passed.once("error", () => answer.destroy());
    answer.once("close", () => passed.destroy());
    asked.pipe(passed);
  }

  function upgrade(asked: IncomingMessage, client: Socket, head: Buffer): void {
    const upstream = connect(Number(workerdPort), hostname);
    upstream.write(writtenHead(asked));
    if (asked.headers["sec-websocket-protocol"]?.includes(subprotocol)) busy.add(client);
    const said = new FrameSplitter();
    let last = Promise.resolve();
    const take = (chunk: Buffer): void => {
      for (const { bytes, begins } of said.take(chunk)) {
        last = last.then(() => (begins ? evict() : undefined)).then(() => void upstream.write(bytes));
      }
      last.catch((error: Error) => {
        console.error(error.message);
        client.destroy();
      });
    };
    take(head);
    client.on("data", take);
    const heard = new FrameSplitter();
    behindHead(upstream, (chunk) => {
      for (const { start, begins } of heard.take(chunk)) {
        if (begins && atWork.test(start)) busy.add(client);
        else if (begins && !ofPeople.test(start)) busy.delete(client);
      }
    });
    upstream.pipe(client);
    client.once("close", () => {
      busy.delete(client);
      void last.finally(() => upstream.destroy()).catch(() => {});
    });
    client.once("end", () => void last.then(() => upstream.end()).catch(() => {}));
    upstream.once("close", () => client.destroy());
    for (const socket of [client, upstream]) socket.on("error", () => {});
  }

  const server = createServer({ keepAlive: false }, (asked, answer) => {
    pass(asked, answer).catch((error: Error) => {
      console.error(error.message);
      answer.destroy();
    });
  });
  server.on("upgrade", (asked: IncomingMessage, client: Socket, head: Buffer) => upgrade(asked, client, head));
  return server.listen(port, "127.0.0.1");
}

async function inTime(eviction: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("an object stays in memory though nothing is under way")), patienceMs);
  });
  await Promise.race([eviction, late]).finally(() => clearTimeout(timer));
}

/** The head of a request, as it was written. */
function writtenHead({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}\r\n`] : []));
  return `${method} ${url} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Hands `take` what comes from `socket` behind the head of the answer. */
function behindHead(socket: Socket, take: (chunk: Buffer) => void): void {
  let head: Buffer | undefined = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    if (!head) return take(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    take(head.subarray(end + 4));
    head = undefined;
  });
}
