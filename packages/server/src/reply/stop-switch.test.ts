import { describe, expect, it, vi } from "vitest";
import { stopped, StopSwitch } from "./stop-switch.ts";

describe("StopSwitch", () => {
  it("gives the outcome of work while it is on", async () => {
    const stopSwitch = new StopSwitch();
    expect(await stopSwitch.unlessOff(async () => "done")).toBe("done");
    await expect(stopSwitch.unlessOff(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(stopSwitch.signal.aborted).toBe(false);
  });

  it("ends waiting at once, whatever becomes of the work", async () => {
    const stopSwitch = new StopSwitch();
    const { promise, reject } = Promise.withResolvers<never>();
    const waiting = stopSwitch.unlessOff(() => promise);
    stopSwitch.turnOff();
    expect(await waiting).toBe(stopped);
    reject(new Error("nobody listens"));
  });

  it("begins no work once it is off", async () => {
    const stopSwitch = new StopSwitch();
    stopSwitch.turnOff();
    const work = vi.fn<() => Promise<void>>();
    expect(await stopSwitch.unlessOff(work)).toBe(stopped);
    expect(work).not.toHaveBeenCalled();
  });

  it("stays discarded when it is turned off after that", () => {
    const stopSwitch = new StopSwitch();
    stopSwitch.turnOff();
    expect(stopSwitch.isDiscarded).toBe(false);
    stopSwitch.discard();
    stopSwitch.turnOff();
    expect(stopSwitch.isDiscarded).toBe(true);
  });

  it("shows its state to a signal asked for before or after", () => {
    const [early, late] = [new StopSwitch(), new StopSwitch()];
    const { signal } = early;
    early.turnOff();
    late.turnOff();
    expect([signal.aborted, late.signal.aborted]).toEqual([true, true]);
  });
});
