import { describe, expect, it } from "vitest";
import { settled } from "../test-clock.test-support.ts";
import { Work } from "./work.ts";

describe("Work", () => {
  it("is idle when nothing is under way, not even what began at the last moment", async () => {
    const work = new Work();
    await work.idle();
    let isIdle = false;
    work.begin();
    work.begin();
    void work.idle().then(() => {
      isIdle = true;
    });
    work.end();
    work.end();
    work.begin();
    await settled();
    expect(isIdle).toBe(false);
    work.end();
    await settled();
    expect(isIdle).toBe(true);
  });

  it("ends also where what was under way failed", async () => {
    const work = new Work();
    await expect(work.during(() => Promise.reject(new Error("x")))).rejects.toThrow("x");
    await work.idle();
  });
});
