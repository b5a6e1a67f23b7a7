import type { Upload } from "@ws-chat/server";
import { describe, expect, it } from "vitest";
import { type Bucket, createR2Uploads } from "./r2-uploads.ts";

/** A bucket in memory, of which what `faults` names fails: before it is done, or `answered`, after. */
class FaultyBucket implements Bucket {
  readonly kept = new Map<string, BucketEntry>();
  readonly #faults: readonly string[];

  constructor(faults: readonly string[]) {
    this.#faults = faults;
  }

  async put(key: string, _: Uint8Array, options: BucketEntry): Promise<void> {
    this.#fail("put");
    this.kept.set(key, options);
    this.#fail("put answered");
  }

  async createMultipartUpload(key: string, options: BucketEntry) {
    this.#fail("create");
    return {
      uploadPart: async () => this.#fail("part") as never,
      complete: async () => {
        this.kept.set(key, options);
        this.#fail("complete answered");
      },
      abort: async () => this.#fail("abort"),
    };
  }

  async head(key: string) {
    const options = this.kept.get(key);
    return options ? { ...options, size: 1 } : null;
  }

  async get() {
    return null;
  }

  async delete(keys: string[]): Promise<void> {
    for (const key of keys) this.kept.delete(key);
    this.#fail("delete");
  }

  async list() {
    return { objects: [], truncated: false };
  }

  #fail(step: string): void {
    if (this.#faults.includes(step)) throw new Error(`${step} failed`);
  }
}

interface BucketEntry {
  readonly customMetadata: Record<string, string>;
}

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let one = 0; one < count; one += 1) yield new Uint8Array(1_048_576);
}

const upload: Upload = { id: "x".repeat(44), room: "lobby", user: "v:x", name: "a", type: "text/plain", ts: 0 };

describe("createR2Uploads", () => {
  it.each([
    [1, ["put"], "put failed"],
    [1, ["put answered"], "put answered failed"],
    [8, ["create"], "create failed"],
    [8, ["part"], "part failed"],
    [8, ["part", "abort", "delete"], "part failed"],
    [8, ["complete answered", "abort"], "complete answered failed"],
  ])("keeps nothing of a file of %i MB where %j fails, and says what failed first", async (count, faults, message) => {
    const bucket = new FaultyBucket(faults);
    const store = createR2Uploads({ bucket });
    await expect(store.put(upload, megabytes(count))).rejects.toThrow(new Error(message));
    expect([...bucket.kept.keys()]).toEqual([]);
    expect(await store.get(upload.id)).toBeUndefined();
  });
});
