import { describe, expect, it } from "vitest";
import type { Run } from "./run.ts";
import { Runs } from "./runs.ts";

// The cast: their place is all that is looked at.
const run = () => ({ place: -1 }) as Run;

describe("Runs", () => {
  it("gives those that were added and not deleted, in whatever order they go", () => {
    const runs = new Runs();
    const all = Array.from({ length: 5 }, run);
    for (const one of all) runs.add(one);
    const left = new Set(all);
    for (const gone of [2, 0, 4, 3].flatMap((at) => all[at] ?? [])) {
      runs.delete(gone);
      left.delete(gone);
      expect(new Set(runs)).toEqual(left);
      expect([...runs]).toHaveLength(left.size);
    }
  });

  it("does nothing where one is deleted that is not there", () => {
    const runs = new Runs();
    const [one, other, stranger] = [run(), run(), run()];
    runs.add(one);
    runs.add(other);
    runs.delete(one);
    runs.delete(one);
    runs.delete(stranger);
    expect([...runs]).toEqual([other]);
  });

  it("is gone through whole while its runs end", () => {
    const runs = new Runs();
    const all = Array.from({ length: 3 }, run);
    for (const one of all) runs.add(one);
    let seen = 0;
    for (const one of runs) {
      seen += 1;
      runs.delete(one);
    }
    expect(seen).toBe(3);
    expect([...runs]).toEqual([]);
  });
});
