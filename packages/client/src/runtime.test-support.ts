import type { Runtime } from "./runtime.ts";
import type { TransportListener } from "./link/transport.ts";

/** Pseudo-random numbers in [0, 1) that a seed repeats (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A connection of {@link FakeRuntime}, seen from the far end. */
export class FakeSocket {
  readonly url: string;
  readonly subprotocol: string | undefined;
  readonly listener: TransportListener;
  readonly sent: string[] = [];
  isClosed = false;

  constructor(url: string, subprotocol: string | undefined, listener: TransportListener) {
    this.url = url;
    this.subprotocol = subprotocol;
    this.listener = listener;
  }

  say(frame: object): void {
    this.listener.received(JSON.stringify(frame));
  }

  /** The far end ends it. */
  end(code: number, reason = ""): void {
    this.isClosed = true;
    this.listener.closed(code, reason);
  }
}

/** Surroundings with a clock that moves only when it is told to, and sockets that do what the test says. */
export class FakeRuntime implements Runtime {
  time = 1_000_000;
  isOffline = false;
  random: () => number;
  tab: Runtime["tab"] = undefined;
  readonly sockets: FakeSocket[] = [];
  /** Endpoints that were hinted at, and those that were probed. */
  readonly hinted: string[] = [];
  readonly probed: string[] = [];
  readonly timers = new Set<Timer>();
  readonly watchers = new Set<() => void>();
  /** Whether a probe finds a ws-chat. */
  answer: () => Promise<boolean> = () => Promise.resolve(true);

  constructor(seed = 1) {
    this.random = seededRandom(seed);
  }

  readonly now = (): number => this.time;
  readonly offline = (): boolean => this.isOffline;

  get openSockets(): FakeSocket[] {
    return this.sockets.filter((socket) => !socket.isClosed);
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("nothing has connected");
    return socket;
  }

  startTimer(run: () => void, ms: number): Timer {
    const timer = { at: this.time + ms, run };
    this.timers.add(timer);
    return timer;
  }

  stopTimer(timer: unknown): void {
    this.timers.delete(timer as Timer);
  }

  fallBack(): ReturnType<Runtime["fallBack"]> {
    return Promise.resolve(this);
  }

  readonly open: Runtime["open"] = (url, subprotocol, listener) => {
    const socket = new FakeSocket(url, subprotocol, listener);
    this.sockets.push(socket);
    return {
      kind: "websocket",
      send(text) {
        if (!socket.isClosed) socket.sent.push(text);
        return !socket.isClosed;
      },
      close() {
        socket.isClosed = true;
      },
    };
  };

  probe(url: string): Promise<boolean> {
    this.probed.push(url);
    return this.answer();
  }

  hint(url: string): void {
    this.hinted.push(url);
  }

  watchPage(wake: () => void): () => void {
    const watcher = (): void => wake();
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Page signals reach everybody who watches. */
  wake(): void {
    for (const watcher of this.watchers) watcher();
  }

  /** Lets `ms` pass, running every timer that falls due and whatever it leads to. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const next = [...this.timers].toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.time = Math.max(this.time, next.at);
      this.timers.delete(next);
      next.run();
      await settle();
    }
    this.time = end;
  }
}

/** Lets microtasks run that are under way, and those they start. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}
