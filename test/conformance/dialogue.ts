import { setTimeout as delay } from "node:timers/promises";
import { readdirSync, readFileSync } from "node:fs";
import type { Feature } from "@ws-chat/protocol";
import { connect, type Transport } from "./connect.ts";
import { Exchange } from "./exchange.ts";
import { inOrder } from "./answer.ts";
import { passing, typeOf } from "./inbox.ts";
import type { Peer } from "./peer.ts";
import { SocketPeer } from "./socket-peer.ts";
import { type Bindings, fill, mismatch } from "./placeholders.ts";

/** One move of a dialogue. `peer` tells several connections apart. PROTOCOL.md, "Dialogues", reads them aloud. */
export interface Step {
  readonly peer?: string;
  /** What stands behind the endpoint's path. */
  readonly connect?: string;
  /** With `connect`: offers no subprotocol. */
  readonly text?: true;
  /** A frame, or bare text. */
  readonly client?: object | string;
  /** A frame, bare text, or several frames in any order. */
  readonly server?: object | string;
  /** One `delta` or more, which add up to all of this text, or to a beginning of it. */
  readonly deltas?: { readonly id: string } & ({ readonly text: string } | { readonly startOf: string });
  readonly close?: number;
  /** One request by HTTP, whose answer is what `peer` hears. `at` stands behind the endpoint's path. */
  readonly post?: {
    readonly at: string;
    readonly mode: string;
    readonly user?: string;
    readonly frames: readonly object[];
  };
  /** The answer to `post` ends, without `bye`. */
  readonly ends?: true;
  readonly drop?: true;
  /** Milliseconds, or the placeholder that stands for them. */
  readonly wait?: number | string;
}

export interface Dialogue {
  readonly title: string;
  readonly about: string;
  /** What the server has to run with, where the defaults will not do. */
  readonly server?: {
    readonly rate?: { readonly perSecond: number; readonly burst: number };
    readonly textBytes?: number;
    readonly retention?: { readonly entries: number };
    readonly origins?: readonly string[];
  };
  /** Where it goes by one transport alone. */
  readonly over?: Transport;
  /** An ability that only some servers have. */
  readonly needs?: "moved";
  readonly steps: readonly Step[];
}

const folder = new URL("../../packages/protocol/vectors/dialogues/", import.meta.url);

export function readDialogues(): Dialogue[] {
  return readdirSync(folder)
    .toSorted()
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Dialogue);
}

/** The frames that nobody says or answers without the feature. */
const framesOf: Readonly<Partial<Record<Feature, readonly string[]>>> = {
  history: ["history"],
  streams: ["snapshot", "delta"],
  stop: ["stop"],
  retry: ["retry"],
  typing: ["typing"],
  presence: ["presence"],
  read: ["read"],
};

/** Abilities that a server needs for its half. */
export function featuresOf({ steps }: Dialogue): Feature[] {
  const types = new Set(steps.flatMap(({ client, server }) => [client, server].flat().map((frame) => typeOf(frame))));
  return (Object.keys(framesOf) as Feature[]).filter((feature) => framesOf[feature]?.some((type) => types.has(type)));
}

/**
 * Plays the client's half of `dialogue` against the server at `url`.
 * @throws {Error} at the first step where the server does not do its part; the message tells the step and the difference.
 */
export async function playDialogue({ steps }: Dialogue, url: string): Promise<void> {
  const peers = new Map<string, Peer>();
  const bound: Bindings = new Map();
  try {
    for (const [at, step] of steps.entries()) {
      const wrong = await play(step, { peers, bound, url });
      if (wrong) throw new Error(`step ${at + 1}, ${JSON.stringify(step)}: ${wrong}`);
    }
  } finally {
    for (const peer of peers.values()) await peer.drop();
  }
}

interface Stage {
  readonly peers: Map<string, Peer>;
  readonly bound: Bindings;
  readonly url: string;
}

async function play(step: Step, { peers, bound, url }: Stage): Promise<string | undefined> {
  const name = step.peer ?? "";
  if (step.connect !== undefined) {
    await peers.get(name)?.drop();
    const at = url + String(fill(step.connect, bound));
    peers.set(name, await (step.text ? SocketPeer.connect(at, "") : connect(at)));
    return undefined;
  }
  if (step.post) {
    const { at, ...body } = fill(step.post, bound) as NonNullable<Step["post"]>;
    await peers.get(name)?.drop();
    peers.set(name, await Exchange.open(url + at, { body: JSON.stringify(body) }));
    return undefined;
  }
  if (step.wait !== undefined) {
    // A timer may fire a little early by the other side's clock.
    await delay(Number(fill(step.wait, bound)) + 20);
    return undefined;
  }
  const peer = peers.get(name);
  if (!peer) return "nobody has connected";
  if (step.client !== undefined) peer.send(fill(step.client, bound));
  else if (step.drop) await peer.drop();
  else if (step.close !== undefined) return hearClose(peer, step.close);
  else if (step.ends) return hearClose(peer, inOrder);
  else if (step.deltas) return hearDeltas(peer, step.deltas, bound);
  else return hear(peer, Array.isArray(step.server) ? step.server : [step.server], bound);
  return undefined;
}

/** What a dialogue does not wait for it lets go. Each request is welcomed. */
const isPassing = (peer: Peer, frame: unknown): boolean =>
  passing.has(typeOf(frame)) || typeOf(frame) === "pong" || (peer instanceof Exchange && typeOf(frame) === "welcome");

/** Hears all of `expected`, in any order. */
async function hear(peer: Peer, expected: readonly unknown[], bound: Bindings): Promise<string | undefined> {
  const missing = [...expected];
  while (missing.length > 0) {
    const arrival = await peer.next();
    if (!arrival) return "the server said nothing";
    if ("closed" in arrival) return `the server closed with ${arrival.closed}`;
    const candidates = missing.filter((each) => typeOf(each) === typeOf(arrival.frame));
    const wrongs = candidates.map((each) =>
      mismatch(each, arrival.frame, missing.length === 1 ? bound : new Map(bound)),
    );
    const found = candidates[wrongs.indexOf(undefined)];
    if (found !== undefined) {
      mismatch(found, arrival.frame, bound);
      missing.splice(missing.indexOf(found), 1);
    } else if (candidates.length > 0 || !isPassing(peer, arrival.frame)) {
      return `the server said ${JSON.stringify(arrival.frame)}${wrongs.map((wrong) => `; ${wrong}`).join("")}`;
    }
  }
  return undefined;
}

async function hearDeltas(
  peer: Peer,
  deltas: NonNullable<Step["deltas"]>,
  bound: Bindings,
): Promise<string | undefined> {
  const whole = "text" in deltas ? deltas.text : deltas.startOf;
  let heard = "";
  for (let i = 1; heard !== whole; i += 1) {
    const piece: Bindings = new Map(bound);
    const wrong = await hear(peer, [{ type: "delta", id: deltas.id, i, text: "$piece" }], piece);
    if (wrong) return wrong;
    heard += String(piece.get("$piece"));
    if (!whole.startsWith(heard)) return `the deltas add up to ${JSON.stringify(heard)}`;
    const following = "startOf" in deltas ? await peer.peek() : undefined;
    if (following && !("frame" in following && typeOf(following.frame) === "delta")) break;
  }
  return undefined;
}

async function hearClose(peer: Peer, code: number): Promise<string | undefined> {
  for (;;) {
    const arrival = await peer.next();
    if (!arrival) return "the server left the connection open";
    if ("closed" in arrival) return arrival.closed === code ? undefined : `the server closed with ${arrival.closed}`;
    if (!isPassing(peer, arrival.frame)) return `the server said ${JSON.stringify(arrival.frame)}`;
  }
}
