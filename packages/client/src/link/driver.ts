import { decodeServerFrame, pingText, type ServerFrame, subprotocol } from "@ws-chat/protocol";
import type { ClientOptions, Snapshot, Status } from "../chat-client.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Runtime } from "../runtime.ts";
import { deadline, type Effect, idle, type LinkEvent, never, step } from "./link.ts";
import { attempt } from "../storage.ts";
import { blockedKey, type Transport } from "./transport.ts";

/** What a text server says. */
export interface BareText {
  readonly type: "text";
  readonly text: string;
}

/** Whom a driver works for. */
export interface Talk {
  /** The first text of a connection. */
  hello(token: string | undefined): string;
  /** `welcome` comes first in each connection. */
  receive(frame: ServerFrame | BareText): void;
  /** The connection is gone. */
  down(): void;
  status(status: Status): void;
  error(code: string, error: unknown): void;
  /** When `tick` is next due; Infinity for never. */
  wakeAt(): number;
  tick(): void;
}

export interface Driver {
  dispatch(event: LinkEvent): void;
  /** Hands `text` to a link that is up; `false` where there is none. */
  send(text: string): boolean;
  readonly transport: Snapshot["transport"];
}

/** setTimeout takes no more (HTML, "timers": a signed 32-bit number). */
const longestMs = 2 ** 31 - 1;

/** Runs the link's effects. It alone holds the transport, the timer and the page's listeners. */
export function createDriver(options: ClientOptions, endpoint: Endpoint, runtime: Runtime, talk: Talk): Driver {
  const text = options.protocol === "text";
  const backoff = { baseMs: 500, capMs: 20_000, ...options.backoff };
  let link = idle;
  let url: string;
  let token: string | undefined;
  /** The token is with a server that has not welcomed it. */
  let isOffered = false;
  let transport: Transport | undefined;
  /** Whatever belongs to an earlier attempt comes too late. */
  let current = 0;
  let heardAt = 0;
  let spokeAt = 0;
  let timer: unknown;
  let timerAt = never;
  let armedAt = 0;
  let unwatchPage: (() => void) | undefined;
  let hinted = false;
  /** A ws-chat is there, but WebSocket does not get through to it. */
  let isBlocked: unknown = !text && attempt(() => runtime.tab?.sessionStorage[blockedKey]);

  const effects: { readonly [E in Effect]: () => void } = {
    dial,
    hello() {
      isOffered = write(talk.hello(token));
    },
    ping: () => write(pingText),
    close: () => transport?.close(),
    drop() {
      current++;
      transport?.close();
      transport = undefined;
      // Whatever ended it, a token that was not welcomed may be the reason.
      if (isOffered) token = undefined;
      talk.down();
    },
    async probe() {
      isBlocked ||= await runtime.probe(url);
      if (!isBlocked && unwatchPage) effects.hint();
    },
    hint() {
      if (!hinted) runtime.hint(url);
      hinted = true;
    },
  };

  function dispatch(event: LinkEvent): void {
    const { status } = link;
    const next = step(link, event, {
      now: runtime.now(),
      random: runtime.random(),
      offline: runtime.offline(endpoint.key),
      heardAt,
      spokeAt,
      text,
      backoff,
    });
    link = next.link;
    for (const effect of next.effects) effects[effect]();
    if (link.status !== status) talk.status(link.status);
    if (link.status.state === "idle" || link.status.state === "stopped") {
      unwatchPage?.();
      unwatchPage = undefined;
      // The next connection may be somebody else's.
      token = undefined;
    } else {
      unwatchPage ??= runtime.watchPage(() => dispatch({ type: "wake" }));
    }
    arm();
  }

  async function dial(): Promise<void> {
    const mine = ++current;
    const { refused, room = options.room } = link;
    const dispatchMine = (event: LinkEvent): void => {
      if (mine === current) dispatch(event);
    };
    url = endpoint.url(room);
    try {
      const given = (refused ? undefined : token) ?? (await options.getToken?.({ refused }));
      const { open } = isBlocked ? await runtime.fallBack() : runtime;
      if (mine !== current) return;
      token = given;
      transport = open(url, text ? undefined : subprotocol, {
        opened: (subprotocol) => dispatchMine({ type: "opened", subprotocol }),
        received: (data) => mine === current && receive(data),
        closed: (code, reason) => dispatchMine({ type: "closed", code, reason }),
      });
      dispatch({ type: "dialed" });
    } catch (error) {
      talk.error("connect", error);
      dispatchMine({ type: "broken" });
    }
  }

  function receive(data: unknown): void {
    heardAt = runtime.now();
    let frame: ServerFrame | BareText | undefined;
    try {
      if (!text) frame = decodeServerFrame(data as string);
      else if (typeof data === "string") frame = { type: "text", text: data };
    } catch (error) {
      talk.error("bad-frame", error);
      return dispatch({ type: "broken" });
    }
    if (frame?.type === "welcome") {
      isOffered = false;
      // Whatever happens to it, it is the right server.
      hinted = true;
    }
    if (frame?.type === "bye" || frame?.type === "welcome") dispatch(frame);
    if (frame && link.status.state === "online") talk.receive(frame);
    arm();
  }

  function write(frame: string): boolean {
    spokeAt = runtime.now();
    return transport?.send(frame) ?? false;
  }

  function arm(): void {
    const at = Math.min(deadline(link, { heardAt, spokeAt }), talk.wakeAt());
    // A timer that fires too early looks again, so frames need not move it.
    if (timerAt <= at && at < never) return;
    runtime.stopTimer(timer);
    timerAt = at;
    armedAt = runtime.now();
    if (at < never) timer = runtime.startTimer(tick, Math.min(longestMs, Math.max(0, at - runtime.now())));
  }

  function tick(): void {
    timerAt = never;
    talk.tick();
    if (runtime.now() < armedAt) {
      // The clock was set back, and what is due by it may be hours away.
      dispatch({ type: "broken" });
      dispatch({ type: "connect" });
    }
    dispatch({ type: "tick" });
  }

  return {
    dispatch,
    send: (frame) => link.status.state === "online" && write(frame),
    get transport() {
      return link.status.state === "online" ? transport?.kind : undefined;
    },
  };
}
