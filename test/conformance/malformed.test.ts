import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { Served } from "../runtimes/served.ts";
import { malformedText } from "./checks/malformed.ts";
import { hold } from "./suite.ts";

/** How a server may read a text message; `undefined` fails the connection. */
interface Reading {
  readonly does: string;
  read(bytes: Buffer): string | undefined;
  readonly code?: number;
  /** Ends the others' connections as well. */
  readonly isRude?: true;
}

const recommended = "closes text that is not UTF-8 with 1007";
const isSound = (bytes: Buffer): boolean => !bytes.toString().includes("\ufffd");
const whereSound = (bytes: Buffer): string | undefined => (isSound(bytes) ? bytes.toString() : undefined);

/** Those whom the checks that must pass let through. */
const sound: readonly Reading[] = [
  { does: "closes with 1007", read: whereSound, code: 1007 },
  { does: "drops the connection", read: whereSound, code: 1006 },
  { does: "puts U+FFFD there", read: (bytes) => bytes.toString() },
];
const unsound: readonly (Reading & { readonly noticed: readonly RegExp[] })[] = [
  {
    does: "takes each byte for a character",
    read: (bytes) => (isSound(bytes) ? bytes.toString() : bytes.toString("latin1")),
    noticed: [/or judges it/, /or takes it/],
  },
  {
    does: "leaves out what is malformed",
    read: (bytes) => bytes.toString().replaceAll("\ufffd", ""),
    noticed: [/or judges it/, /behind it/, /or takes it/],
  },
  {
    does: "leaves out what is malformed at the end",
    read: (bytes) => bytes.toString().replace(/\ufffd+$/, ""),
    noticed: [/behind it/],
  },
  { does: "ends others too", read: whereSound, isRude: true, noticed: [/or judges it/, /or takes it/] },
];

describe("the conformance suite, against a server that reads text that is not UTF-8", () => {
  let served: Served;
  let server: Server | undefined;
  beforeAll(async () => {
    served = await Served.start("node", new URL("servers/node.ts", import.meta.url));
  });
  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
  });
  afterAll(() => served?.[Symbol.asyncDispose]());

  async function failed(reading: Reading): Promise<string[]> {
    server = createServer();
    relay(server, served.url.replace("http", "ws"), reading);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/websocket`;
    const target = { url, profiles: new Set<never>(), features: new Set<string>() };
    const titles: string[] = [];
    for (const check of malformedText) await hold(target, check).catch(() => titles.push(check.title));
    return titles;
  }

  it.each(sound)("passes one that $does", async (reading) => {
    expect(await failed(reading)).toEqual(reading.code === 1007 ? [] : [recommended]);
  });

  it.each(unsound)("fails one that $does", async ({ noticed, ...reading }) => {
    const titles = (await failed(reading)).filter((title) => title !== recommended);
    expect(titles).toEqual(noticed.map((title) => expect.stringMatching(title)));
  });
});

/** Hands on to `upstream` what it has read. */
function relay(server: Server, upstream: string, { read, code, isRude }: Reading): void {
  const front = new WebSocketServer({ server, skipUTF8Validation: true });
  front.on("connection", async (client, { url, headers }) => {
    const early: RawData[] = [];
    const keep = (data: RawData): void => void early.push(data);
    client.on("message", keep);
    const behind = new WebSocket(upstream + String(url), headers["sec-websocket-protocol"]?.split(/, */) ?? []);
    client.on("close", () => behind.close());
    behind.on("close", (closed, reason) =>
      closed >= 1000 && closed !== 1006 ? client.close(closed, reason) : client.terminate(),
    );
    behind.on("message", (data) => client.send(String(data)));
    await once(behind, "open");
    const take = (data: RawData): void => {
      const text = read(data as Buffer);
      if (text !== undefined) behind.send(text);
      else if (code === 1006) client.terminate();
      else for (const each of isRude ? front.clients : [client]) each.close(code ?? 1007);
    };
    client.off("message", keep).on("message", take);
    for (const data of early) take(data);
  });
}
