import type { Tab } from "./kept-outbox.ts";
import { lateModule } from "./late-module.ts";
import { watchPage } from "./link/page-signals.ts";
import { hint, probe } from "./link/probe.ts";
import type { OpenTransport } from "./link/transport.ts";
import { openWebSocket } from "./link/web-socket-transport.ts";

/** All that a client takes from its surroundings, so that tests can bring a clock, luck and a network of their own. */
export interface Runtime {
  /** Milliseconds since 1970. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  startTimer(run: () => void, ms: number): unknown;
  stopTimer(timer: unknown): void;
  readonly open: OpenTransport;
  /** What opens HTTP where WebSocket does not get through; these surroundings where it cannot be loaded. */
  fallBack(): Promise<Pick<Runtime, "open">>;
  readonly probe: typeof probe;
  readonly hint: typeof hint;
  watchPage(wake: () => void): () => void;
  /** The device says that it has no network for `url`, and it needs one; it can be wrong. */
  offline(url: string): boolean;
  /** Absent in a program: nobody leaves it anything. */
  readonly tab: Tab | undefined;
}

const loadFallback = () => import("./link/fallback.ts");

/** The surroundings as they are. */
export const runtime: Runtime = {
  now: Date.now,
  random: Math.random,
  startTimer: (run, ms) => setTimeout(run, ms),
  stopTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  open: openWebSocket,
  fallBack: () => lateModule(loadFallback).catch(() => runtime),
  probe,
  hint,
  watchPage,
  offline: (url) => !url.includes("/localhost") && globalThis.navigator?.onLine === false,
  tab: globalThis.document && globalThis,
};
