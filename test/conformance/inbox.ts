export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/** What arrives on one connection: a frame, bare text, or its end. */
export type Arrival = { readonly frame: unknown } | { readonly closed: number; readonly reason: string };

/** How long a server may take for one step. */
export const patienceMs = 5_000;

/** What has arrived on one connection and was not looked at yet. */
export class Inbox {
  readonly #arrivals: Arrival[] = [];
  #waiting: (() => void) | undefined;

  put(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#waiting?.();
  }

  async next(): Promise<Arrival | undefined> {
    await this.peek();
    return this.#arrivals.shift();
  }

  async peek(ms = patienceMs): Promise<Arrival | undefined> {
    if (this.#arrivals.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#arrivals[0];
  }
}

/** Frames that pass by themselves; whoever does not wait for one lets it go. */
export const passing: ReadonlySet<string> = new Set(["typing", "presence", "read"]);

export function typeOf(frame: unknown): string {
  return typeof frame === "object" && frame !== null && "type" in frame ? String(frame.type) : typeof frame;
}

/** The room that a peer is sent to, where `frame` does that. */
export function roomElsewhere(frame: unknown): string | undefined {
  const { code, room } = frame as { readonly code?: unknown; readonly room?: unknown };
  return code === 4004 && typeof room === "string" ? room : undefined;
}
