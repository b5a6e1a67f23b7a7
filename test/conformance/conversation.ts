import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { limits } from "@ws-chat/protocol";
import { HttpPeer } from "./http-peer.ts";
import { type Frame, passing } from "./inbox.ts";
import type { Peer } from "./peer.ts";
import type { Visit } from "./visit.ts";

export function randomSecret(): string {
  return randomBytes(16).toString("base64url");
}

/** Connects and says hello. */
export async function joined(visit: Visit, hello?: object): Promise<{ peer: Peer; welcome: Frame }> {
  return welcomed(await visit.connect(), hello);
}

/** Says hello. */
export async function welcomed<P extends Peer>(peer: P, hello: object = {}): Promise<{ peer: P; welcome: Frame }> {
  peer.send({ type: "hello", secret: randomSecret(), ...hello });
  return { peer, welcome: await hears(peer, "welcome") };
}

/** The next frame, which has to be of this type. */
export async function hears(peer: Peer, type: string): Promise<Frame> {
  for (;;) {
    const arrival = await peer.next();
    assert(arrival, `the server was to say ${type} and said nothing`);
    assert("frame" in arrival, `the server was to say ${type} and closed: ${JSON.stringify(arrival)}`);
    const frame = arrival.frame as Frame;
    if (frame.type === type) return frame;
    assert(passing.has(frame.type), `the server was to say ${type} and said ${JSON.stringify(frame)}`);
  }
}

/** The next bare text. */
export async function hearsText(peer: Peer): Promise<unknown> {
  const arrival = await peer.next();
  assert(arrival && "frame" in arrival, `the server was to say something: ${JSON.stringify(arrival)}`);
  return arrival.frame;
}

/** The connection ends with `code`, whatever is said before. @returns the last frame. */
export async function ends(peer: Peer, code: number): Promise<Frame | undefined> {
  let last: Frame | undefined;
  for (;;) {
    const arrival = await peer.next();
    assert(arrival, `the server was to close with ${code} and left the connection open`);
    if ("frame" in arrival) {
      const frame = arrival.frame as Frame;
      // By HTTP, what listens may bring a passing one after the `bye` to what spoke.
      if (!(peer instanceof HttpPeer && last?.type === "bye" && passing.has(frame.type))) last = frame;
      continue;
    }
    assert.equal(arrival.closed, code, `the server closed with ${arrival.closed} (${arrival.reason}), not ${code}`);
    assert(Buffer.byteLength(arrival.reason) <= limits.closeReasonBytes);
    return last;
  }
}

/** The connection ends with `bye` and the same code. */
export async function saysGoodbye(peer: Peer, code: number): Promise<void> {
  const last = await ends(peer, code);
  const isSo = last?.type === "bye" && last["code"] === code;
  assert(isSo, `the server closed with ${code}, and its last word was ${JSON.stringify(last)}`);
}

/** The peer is still served. */
export async function goesOn(peer: Peer): Promise<void> {
  peer.send('{"type":"ping"}');
  await hears(peer, "pong");
}
