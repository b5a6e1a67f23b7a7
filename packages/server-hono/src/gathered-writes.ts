/** A network socket that can keep what is written to it back: Node's. */
export interface Corkable {
  /** How often it was told to. */
  readonly writableCorked: number;
  cork(): void;
  uncork(): void;
}

declare const setImmediate: (callback: () => void) => unknown;

let corked: Corkable[] = [];

/** Lets what is written to `socket` in this turn of the event loop leave in one write, at the turn's end. */
export function gatherWrites(socket: Corkable): void {
  if (socket.writableCorked > 0) return;
  if (corked.length === 0) setImmediate(release);
  corked.push(socket);
  socket.cork();
}

function release(): void {
  const sockets = corked;
  corked = [];
  for (const socket of sockets) socket.uncork();
}
