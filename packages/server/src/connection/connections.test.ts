import { describe, expect, it } from "vitest";
import type { Clock } from "../clock.ts";
import type { ConnectionState } from "./connection-state.ts";
import { Connections, type Sweepable } from "./connections.ts";

describe("the connections of a chat", () => {
  it("are watched in the foreground only while somebody has not said hello", () => {
    const { clock, connections, connection } = place();
    const [ada, bob] = [connection(), connection()];
    connections.add(ada);
    expect(clock.waiting).toEqual([{ at: 1_000, background: false }]);
    connections.admitted(ada);
    expect(clock.waiting).toEqual([{ at: 1_000, background: true }]);
    connections.add(bob);
    expect(clock.waiting).toEqual([{ at: 1_000, background: false }]);
    connections.delete(bob);
    expect(clock.waiting).toEqual([{ at: 1_000, background: true }]);
    connections.delete(ada);
    expect(clock.waiting).toEqual([]);
  });

  it("are looked at every second, however many come and go", () => {
    const { clock, connections, connection, looks } = place();
    connections.add(connection(), true);
    for (let ms = 100; ms <= 3_000; ms += 100) {
      clock.pass(100);
      const guest = connection();
      connections.add(guest);
      connections.admitted(guest);
      connections.delete(guest);
    }
    expect(looks).toEqual([0, 1_000, 2_000]);
  });

  it("are looked at every second though the clock was set back", () => {
    const { clock, connections, connection, looks } = place();
    clock.pass(3_600_000);
    connections.add(connection(), true);
    clock.setBack(3_600_000);
    connections.add(connection());
    clock.pass(1_000);
    clock.pass(1_000);
    expect(looks).toEqual([3_600_000, 1_000]);
  });
});

/** A clock that tells what waits for it. */
class OpenClock implements Clock {
  #now = 0;
  #waiting: { at: number; readonly run: () => void; readonly background: boolean }[] = [];

  get waiting(): object[] {
    return this.#waiting.map(({ at, background }) => ({ at, background }));
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void, background = false): () => void {
    const waiting = { at: this.#now + ms, run, background };
    this.#waiting.push(waiting);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
    };
  }

  /** What waits comes when it would have. */
  setBack(ms: number): void {
    this.#now -= ms;
    for (const each of this.#waiting) each.at -= ms;
  }

  pass(ms: number): void {
    this.#now += ms;
    const due = this.#waiting.filter(({ at }) => at <= this.#now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }
}

function place(): { clock: OpenClock; connections: Connections; connection: () => Sweepable; looks: number[] } {
  const clock = new OpenClock();
  const looks: number[] = [];
  let made = 0;
  const connection = (): Sweepable => {
    const isFirst = (made += 1) === 1;
    return {
      // The cast: only connections themselves look at their state here.
      state: {} as ConnectionState,
      sweep: (due) => void (isFirst && looks.push(due)),
      end() {},
      terminate() {},
    };
  };
  return { clock, connections: new Connections(clock), connection, looks };
}
