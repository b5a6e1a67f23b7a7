import type { ChatClient } from "@ws-chat/client";
import type { Connection } from "@ws-chat/server";
import { createClientIn } from "../../../packages/client/src/client.ts";
import type { Tab } from "../../../packages/client/src/kept-outbox.ts";
import type { Runtime } from "../../../packages/client/src/runtime.ts";
import { backoff } from "../runs.ts";
import type { VirtualDevice } from "./virtual-device.ts";

type OpenTransport = Runtime["open"];
interface Link {
  /** The network takes it away: at once from the server, in a moment from the page. */
  cut(): void;
}

/** A page with a client, in a tab with a memory. */
export class VirtualPage extends EventTarget implements Tab {
  readonly name: string;
  readonly client: ChatClient;
  readonly navigator: Tab["navigator"];
  readonly sessionStorage: Record<string, string | undefined>;
  /** Texts, in order. */
  readonly said: string[] = [];
  isGone = false;
  readonly #device: VirtualDevice;
  readonly #links = new Set<Link>();
  readonly #watchers = new Set<() => void>();
  /** What happens while it is frozen; absent while it is not. */
  #deferred: (() => void)[] | undefined;

  constructor(device: VirtualDevice, name: string, memory: VirtualPage["sessionStorage"] = {}) {
    super();
    this.name = name;
    this.#device = device;
    this.sessionStorage = memory;
    this.navigator = device.hasLocks ? { locks: device.locksOf(this) } : {};
    device.pages.add(this);
    const options = { url: "ws://host/websocket", room: "lobby", storage: device.storageOf(this), backoff };
    this.client = createClientIn(this.#runtime(), options);
    this.client.connect();
  }

  get isFrozen(): boolean {
    return this.#deferred !== undefined;
  }

  say(): void {
    const text = `${this.name}.${this.said.length}`;
    this.said.push(text);
    this.client.send(text).catch(() => {});
  }

  tell(type: "storage" | "pagehide"): void {
    this.dispatchEvent(new Event(type));
  }

  /** Runs that in the page `ms` from now: later where it is frozen by then, and never where it is gone. */
  later(ms: number, run: () => void): () => void {
    return this.#device.time.after(ms, () => {
      if (this.#deferred) this.#deferred.push(run);
      else if (!this.isGone) run();
    });
  }

  /** As a person closes it, or goes on to another. */
  leave(): void {
    this.tell("pagehide");
    this.crash();
  }

  /** It has no time to say so. */
  crash(): void {
    this.isGone = true;
    this.loseNetwork();
    this.#device.forget(this);
  }

  loseNetwork(): void {
    for (const link of this.#links) link.cut();
  }

  /** Into the back/forward cache. */
  freeze(): void {
    this.tell("pagehide");
    this.#deferred = [];
    this.loseNetwork();
  }

  thaw(): void {
    const deferred = this.#deferred ?? [];
    this.#deferred = undefined;
    for (const run of deferred) this.later(0, run);
    for (const wake of [...this.#watchers]) wake();
  }

  #runtime(): Runtime {
    const { time, random } = this.#device;
    return {
      now: time.now,
      random,
      startTimer: (run, ms) => this.later(ms, run),
      // The cast: what `startTimer` gave.
      stopTimer: (stop) => (stop as (() => void) | undefined)?.(),
      open: (...how) => this.#open(...how),
      fallBack: () => Promise.reject(new Error("there is no other way")),
      probe: () => Promise.resolve(false),
      hint() {},
      watchPage: (wake) => {
        this.#watchers.add(wake);
        return () => this.#watchers.delete(wake);
      },
      offline: () => false,
      tab: this,
    };
  }

  /** A socket on a network that keeps the order of what it carries, and may end at any moment. */
  #open(...[, , listener]: Parameters<OpenTransport>): ReturnType<OpenTransport> {
    const { time, chat, random, isCalm } = this.#device;
    let [isOpen, isServed] = [true, true];
    const arrivals = { up: 0, down: 0 };
    const delay = (way: "up" | "down"): number => {
      arrivals[way] = Math.max(arrivals[way], time.now() + this.#device.delayMs);
      return arrivals[way] - time.now();
    };
    const end = (code: number): void => {
      this.later(delay("down"), () => {
        if (isOpen) listener.closed(code, "");
        isOpen = false;
      });
    };
    let connection: Connection | undefined;
    const link: Link = {
      cut: () => {
        this.#links.delete(link);
        if (isServed) connection?.closed();
        isServed = false;
        end(1006);
      },
    };
    this.#links.add(link);
    if (!isCalm && random() < 0.2) link.cut();
    else {
      const socket = {
        send: (text: string) => void (isServed && this.later(delay("down"), () => isOpen && listener.received(text))),
        close: end,
        terminate: link.cut,
        bufferedBytes: 0,
      };
      connection = chat.accept(socket, { language: "ws-chat.v1", url: "/websocket?room=lobby" });
      this.later(delay("down"), () => isOpen && listener.opened("ws-chat.v1"));
    }
    return {
      kind: "websocket",
      send(text) {
        if (isOpen) time.after(delay("up"), () => isServed && connection?.receive(text));
        return isOpen;
      },
      close() {
        if (!isOpen) return;
        isOpen = false;
        time.after(delay("up"), link.cut);
      },
    };
  }
}
