import { writeFileSync } from "node:fs";
import { platform } from "node:os";
import { createClient } from "@ws-chat/client";
import { WebSocket } from "ws";
import { answer } from "../answer.mjs";
import { pause } from "../pace.mjs";
import { text } from "../servers/entry.mjs";

/** The client as it is, with its own backoff, on sockets that cost less than a page's and count how often each client came. */
const clients = [];
/** Connections ended so far, by close code; 1006 counts those that never opened, too. */
const closes = new Map();
const atOnce = 100;

globalThis.WebSocket = class extends WebSocket {
  constructor(url, subprotocols) {
    const client = clients[Number(new URL(url).searchParams.get("client"))];
    client.attempts += 1;
    // Each address has some 28,000 ports to go out from.
    const localAddress = platform() === "linux" ? `127.0.0.${2 + (client.number % 4)}` : undefined;
    super(url, subprotocols, { perMessageDeflate: false, localAddress });
    this.on("open", () => (client.opened += 1));
    this.on("close", (code) => closes.set(code, (closes.get(code) ?? 0) + 1));
  }
};

answer("here", {
  /** Lets `count` come and say something; their ids are written to `file`. */
  async gather({ port, count, file }) {
    let next = 0;
    const connect = async () => {
      while (next < count) {
        const number = next;
        next += 1;
        const kept = new Map();
        const storage = {
          get: (key) => kept.get(key),
          set: (key, value) => void kept.set(key, value),
          remove: (key) => void kept.delete(key),
          keys: (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)),
        };
        const chat = createClient({ url: `ws://127.0.0.1:${port}/websocket?client=${number}`, storage });
        const back = Promise.withResolvers();
        const client = { number, chat, attempts: 0, opened: 0, received: 0, back: back.promise };
        chat.on("message", ({ message, own }) => {
          if (own || message.text !== text) return;
          client.received += 1;
          client.backAt = Date.now();
          back.resolve();
        });
        clients[number] = client;
        await chat.send("Is anybody there?");
      }
    };
    await Promise.all(Array.from({ length: atOnce }, connect));
    const ids = clients.map(({ chat }) => chat.getSnapshot().user.id);
    writeFileSync(file, JSON.stringify(ids));
  },
  /** Resolves once everybody has what they missed, or after `mostMs`. `since`: when the server was there again, milliseconds since 1970. */
  async back({ since, mostMs }) {
    await Promise.race([Promise.all(clients.map(({ back }) => back)), pause(mostMs)]);
    const waits = clients.map(({ backAt }) => (backAt ?? Date.now()) - since).toSorted((a, b) => a - b);
    const most = (what) => Math.max(...clients.map((client) => client[what]));
    return {
      absent: clients.filter(({ received }) => received === 0).length,
      allMs: waits.at(-1),
      halfMs: waits[waits.length >> 1],
      mostOpened: most("opened"),
      mostAttempts: most("attempts"),
      mostReceived: most("received"),
      closes: Object.fromEntries(closes),
    };
  },
  here: () => clients.filter(({ received }) => received > 0).length,
});
