import { describe, expect, it } from "vitest";
import { AuthorIdIndex, hashOf } from "./author-id-index.ts";

/** Numbers that look random and are the same each time. */
function* numbers(): Generator<number, never> {
  for (let state = 7; ; state = (state * 48_271) % 2_147_483_647) yield state;
}

describe("AuthorIdIndex", () => {
  it.each([
    ["far apart", 1_000_000],
    ["close together", 40],
    ["mostly the same", 3],
  ])("finds what was added and not deleted, with hashes %s", (_, hashes) => {
    const index = new AuthorIdIndex();
    const filed = new Map<number, number>();
    const next = numbers();
    for (let step = 1; step < 6_000; step += 1) {
      // The most hashes lie at the end of the table, from where its places go on at the beginning.
      const hash = -1 - (next.next().value % hashes);
      // Grows for a while, then shrinks.
      if (next.next().value % 10 < (step < 3_000 ? 7 : 2)) {
        index.add(hash, step);
        filed.set(step, hash);
      } else {
        const [oldest] = filed;
        if (oldest) index.delete(oldest[1], oldest[0]);
        if (oldest) filed.delete(oldest[0]);
      }
      index.delete(hash, -step);
      if (step % 100 === 0) {
        const all = [...filed].every(([number, of]) => index.find(of, (one) => one === number) === number);
        expect(all, `step ${step}`).toBe(true);
      }
    }
    for (const [number, hash] of filed) {
      index.delete(hash, number);
      expect(index.find(hash, (one) => one === number)).toBeUndefined();
    }
  });

  it("keeps numbers beyond 32 bits apart by their last 32", () => {
    const index = new AuthorIdIndex();
    index.add(1, 2 ** 32 - 1);
    index.add(1, 2 ** 32);
    index.delete(1, 2 ** 32);
    const left: number[] = [];
    index.find(1, (number) => left.push(number) > 9);
    expect(left).toEqual([-1]);
  });
});

describe("hashOf", () => {
  it("is the same for the same author and id, is never 0, and differs for others", () => {
    const hashes = new Set<number>();
    for (const from of ["v:a", "v:b", "bot"]) {
      for (let n = 0; n < 3_000; n += 1) {
        hashes.add(hashOf({ id: `m${n}`, from: { id: from } }));
        hashes.add(hashOf({ id: `m${n}`, from: { id: from } }));
      }
    }
    expect(hashes.has(0)).toBe(false);
    expect(hashes.size).toBeGreaterThan(8_990);
  });
});
