import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { limits } from "@ws-chat/protocol";
import { describe, expect, it } from "vitest";
import { settled, TestClock } from "../test-clock.test-support.ts";
import { UploadBody } from "./upload-body.ts";

const clock = (): TestClock => new TestClock();

/** A body that is written to from outside. */
class Source implements AsyncIterable<Uint8Array> {
  readonly #stream = new TransformStream<Uint8Array, Uint8Array>();
  readonly #writer = this.#stream.writable.getWriter();

  constructor() {
    this.#writer.closed.catch(() => {});
  }

  async write(bytes: number): Promise<void> {
    await this.#writer.write(new Uint8Array(bytes));
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  cut(): Promise<void> {
    return this.#writer.abort(new Error("reset"));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#stream.readable.values();
  }
}

async function sizeOf(body: UploadBody): Promise<number> {
  let size = 0;
  for await (const chunk of body) size += chunk.byteLength;
  return size;
}

const open = (source: Source | null, more: Partial<ConstructorParameters<typeof UploadBody>[1]> = {}): UploadBody =>
  new UploadBody(source, { maxBytes: 1_000, claimed: undefined, clock: clock(), ...more });

describe("UploadBody", () => {
  it("gives the beginning, and then all of it", async () => {
    const source = new Source();
    const body = open(source);
    const head = body.head(6);
    for (const size of [4, 4, 4]) void source.write(size);
    expect((await head).byteLength).toBe(6);
    void source.close();
    expect(await sizeOf(body)).toBe(12);
    expect(body.size).toBe(12);
  });

  it.each([
    ["as much as it may have", 1_000, undefined],
    ["a byte more", 1_001, "too-long"],
    ["nothing", 0, "empty"],
  ])("judges %s", async (_, bytes, fault) => {
    const source = new Source();
    const body = open(source);
    const size = sizeOf(body).catch(() => undefined);
    if (bytes > 0) void source.write(bytes);
    void source.close().catch(() => {});
    expect(await size).toBe(fault ? undefined : bytes);
    expect(body.refusal?.fault).toBe(fault);
  });

  it("says that it is too long as soon as it is, before its end has come", async () => {
    const source = new Source();
    const body = open(source);
    void source.write(1_001);
    await expect(sizeOf(body)).rejects.toThrow("Files may have up to 1 KB.");
  });

  it.each([
    ["shorter than was announced", 12],
    ["longer than was announced", 8],
  ])("takes a file that is %s for one that was cut off", async (_, claimed) => {
    const source = new Source();
    const body = open(source, { claimed });
    void source.write(10);
    void source.close().catch(() => {});
    await expect(sizeOf(body)).rejects.toMatchObject({ fault: "cut-off" });
  });

  it("says that it was cut off where its source fails", async () => {
    const source = new Source();
    const body = open(source);
    const size = sizeOf(body);
    void source.write(10).catch(() => {});
    void source.cut().catch(() => {});
    await expect(size).rejects.toMatchObject({ fault: "cut-off" });
  });

  it("gives up what has stopped coming, and what comes too slowly", async () => {
    const time = clock();
    const source = new Source();
    const body = open(source, { clock: time, maxBytes: 1_000_000 });
    const given = sizeOf(body).catch((error: unknown) => error);
    await source.write(65_536);
    for (let waited = 0; waited < limits.requestMs - 1_000; waited += 1_000) {
      await time.pass(1_000);
      await source.write(1);
    }
    expect(body.refusal).toBeUndefined();
    await time.pass(1_000);
    expect(await given).toMatchObject({ fault: "late" });
  });

  it("goes on for as long as enough comes", async () => {
    const time = clock();
    const source = new Source();
    const body = open(source, { clock: time, maxBytes: 1_000_000 });
    const size = sizeOf(body);
    for (let pieces = 0; pieces < 10; pieces += 1) {
      await source.write(65_536);
      await time.pass(limits.requestMs - 1);
    }
    void source.close();
    expect(await size).toBe(655_360);
  });

  it("holds on to nothing that was read", async () => {
    setFlagsFromString("--expose-gc");
    // The cast: what the flag puts there.
    const collect = runInNewContext("gc") as () => void;
    const chunks: WeakRef<Uint8Array>[] = [];
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let count = 0; count < 20; count += 1) {
        const chunk = new Uint8Array(10);
        chunks.push(new WeakRef(chunk));
        yield chunk;
      }
      await settled();
      collect();
    }
    expect(await sizeOf(new UploadBody(source(), { maxBytes: 1_000, claimed: 200, clock: clock() }))).toBe(200);
    // The last is at hand, and the one before may be.
    expect(chunks.filter((chunk) => chunk.deref()).length).toBeLessThan(3);
  });

  it("takes the place of nobody's body", async () => {
    await expect(sizeOf(open(null))).rejects.toMatchObject({ fault: "empty" });
  });
});
