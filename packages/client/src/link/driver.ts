import { type Bye, decodeServerFrame, pingText, type ServerFrame, subprotocol, type Welcome } from "@ws-chat/protocol";
import { ChatError, type ClientOptions, type Status } from "../chat-client.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Runtime } from "../runtime.ts";
import { deadline, type Effect, idle, type Link, type LinkEvent, statusOf, step } from "./link.ts";
import { hint, speaksWsChat } from "./probe.ts";
import type { Transport } from "./transport.ts";

/** Frames that are the conversation's business; the link keeps the rest to itself. */
export type TalkFrame = Exclude<ServerFrame, Welcome | Bye>;

/** Whom a driver works for. */
export interface Talk {
  /** The first text of a connection. */
  hello(token: string | undefined): string;
  /** The link is up; without a frame in text mode. */
  up(welcome?: Welcome): void;
  frame(frame: TalkFrame): void;
  text(text: string): void;
  /** The connection is gone. */
  down(): void;
  status(status: Status): void;
  error(error: ChatError): void;
  /** When `tick` is next due; Infinity for never. */
  wakeAt(): number;
  tick(): void;
}

export interface Driver {
  dispatch(event: LinkEvent): void;
  /** Hands `text` to a link that is up; `false` where there is none. */
  send(text: string): boolean;
  /** Looks again at when `wakeAt` is. */
  arm(): void;
}

/** setTimeout takes no more (HTML, "timers": a signed 32-bit number). */
const longestMs = 2 ** 31 - 1;

/** Runs the link's effects. It alone holds the transport, the timer and the page's listeners. */
export function createDriver(options: ClientOptions, endpoint: Endpoint, runtime: Runtime, talk: Talk): Driver {
  const text = options.protocol === "text";
  const { baseMs = 500, capMs = 20_000 } = options.backoff ?? {};
  const backoff = { baseMs, capMs };
  let link: Link = idle;
  let url = "";
  let transport: Transport | undefined;
  /** Whatever belongs to an earlier attempt is too late. */
  let attempt = 0;
  let token: string | undefined;
  let heardAt = 0;
  let spokeAt = 0;
  let timer: unknown;
  let timerAt = Number.POSITIVE_INFINITY;
  let unwatchPage: (() => void) | undefined;
  let probing: AbortController | undefined;

  function dispatch(event: LinkEvent): void {
    const before = link;
    const world = { now: runtime.now(), random: runtime.random(), offline: runtime.offline(), heardAt, spokeAt, text, backoff };
    const next = step(link, event, world);
    link = next.link;
    for (const effect of next.effects) run(effect);
    if (link.at !== before.at || link.at === "waiting") talk.status(statusOf(link));
    if (link.at === "idle" || link.at === "stopped") {
      unwatchPage?.();
      unwatchPage = undefined;
      if (link.at === "idle") probing?.abort();
    } else {
      unwatchPage ??= runtime.watchPage((type) => dispatch({ type }));
    }
    arm();
  }

  function run(effect: Effect): void {
    switch (effect.type) {
      case "dial":
        void dial(++attempt, effect.refused, effect.room);
        break;
      case "hello":
        write(talk.hello(token));
        break;
      case "ping":
        write(pingText);
        break;
      case "close":
        transport?.close();
        break;
      case "drop":
        attempt++;
        transport?.close();
        transport = undefined;
        talk.down();
        break;
      case "probe":
        void probe();
        break;
      case "hint":
        giveHint();
    }
  }

  async function dial(mine: number, refused: number | undefined, room: string | undefined): Promise<void> {
    const current = (): boolean => mine === attempt;
    const closed = (code: number, reason: string): void => {
      if (current()) dispatch({ type: "closed", code, reason });
    };
    url = endpoint.url(room ?? options.room);
    try {
      if (refused) token = undefined;
      token ??= await options.getToken?.(refused ? { refused } : {});
      if (!current()) return;
      transport = runtime.open(url, text ? undefined : subprotocol, {
        opened: (chosen) => {
          if (!current()) return;
          heard();
          spokeAt = heardAt;
          dispatch({ type: "opened", subprotocol: chosen });
          if (text) talk.up();
        },
        received: (data) => {
          if (current()) receive(data);
        },
        closed,
      });
      dispatch({ type: "dialed" });
    } catch (error) {
      if (!current()) return;
      talk.error(new ChatError("connect", String(error)));
      closed(1006, "");
    }
  }

  function receive(data: unknown): void {
    heard();
    if (text) {
      if (typeof data === "string") talk.text(data);
      return;
    }
    let frame: ServerFrame | undefined;
    try {
      frame = decodeServerFrame(data as string);
    } catch (error) {
      talk.error(new ChatError("bad-frame", String(error)));
      return dispatch({ type: "broken" });
    }
    if (frame?.type === "bye") dispatch({ type: "bye", bye: frame });
    else if (frame?.type === "welcome") welcome(frame);
    else if (frame && link.at === "online") talk.frame(frame);
    arm();
  }

  function welcome(frame: Welcome): void {
    if (link.at !== "connecting") return;
    dispatch({ type: "welcome", pingMs: frame.pingMs });
    talk.up(frame);
  }

  function heard(): void {
    heardAt = runtime.now();
  }

  function write(frame: string): boolean {
    spokeAt = runtime.now();
    return transport?.send(frame) ?? false;
  }

  async function probe(): Promise<void> {
    if (probing) return;
    probing = new AbortController();
    const { signal } = probing;
    if (!(await speaksWsChat(runtime.fetch, url, signal)) && !signal.aborted) giveHint();
  }

  let hinted = false;
  function giveHint(): void {
    if (!hinted) runtime.warn(hint(url));
    hinted = true;
  }

  function arm(): void {
    const at = Math.min(deadline(link, { heardAt, spokeAt }), talk.wakeAt());
    // A timer that fires too early looks again, so frames need not move it.
    if (at >= timerAt && at < Number.POSITIVE_INFINITY) return;
    runtime.stopTimer(timer);
    timerAt = at;
    if (at === Number.POSITIVE_INFINITY) return;
    timer = runtime.startTimer(
      () => {
        timerAt = Number.POSITIVE_INFINITY;
        talk.tick();
        dispatch({ type: "tick" });
      },
      Math.min(longestMs, Math.max(0, at - runtime.now())),
    );
  }

  return {
    dispatch,
    send: (frame) => link.at === "online" && write(frame),
    arm,
  };
}
