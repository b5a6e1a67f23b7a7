import type { FoundUpload, Upload, UploadStore } from "@ws-chat/server";

/** A binding to a bucket, as far as it is used. https://developers.cloudflare.com/r2/api/workers/workers-api-reference/ */
export interface Bucket {
  put(key: string, bytes: Uint8Array, options: BucketOptions): Promise<unknown>;
  createMultipartUpload(key: string, options: BucketOptions): Promise<MultipartUpload>;
  head(key: string): Promise<{ readonly size: number; readonly customMetadata?: Record<string, string> } | null>;
  get(
    key: string,
    options?: { readonly range: { readonly offset: number; readonly length: number } },
  ): Promise<{ readonly body: ReadableStream<Uint8Array> } | null>;
  delete(keys: string[]): Promise<void>;
  list(options: { readonly prefix: string; readonly cursor?: string }): Promise<{
    readonly objects: readonly { readonly key: string }[];
    readonly truncated: boolean;
    readonly cursor?: string;
  }>;
}

interface BucketOptions {
  readonly customMetadata: Record<string, string>;
}

interface MultipartUpload {
  // The types of a bucket say what a part is; here one goes only where it comes from.
  uploadPart(number: number, bytes: Uint8Array): Promise<never>;
  complete(parts: never[]): Promise<unknown>;
  abort(): Promise<void>;
}

export interface R2UploadsOptions {
  /** The bucket's binding, such as `env.UPLOADS`. */
  readonly bucket: Bucket;
  /** What the keys begin with, where the bucket has other things as well. @default "uploads/" */
  readonly prefix?: string;
}

/** All parts but the last are this long, and no part of several may be shorter. */
const partBytes = 5_242_880;

/**
 * Keeps files in a bucket of R2. Old ones are deleted by a lifecycle rule of the bucket's, where there is one.
 * @throws {TypeError} where `bucket` is none.
 */
export function createR2Uploads({ bucket, prefix = "uploads/" }: R2UploadsOptions): UploadStore {
  if (typeof bucket?.createMultipartUpload !== "function") {
    throw new TypeError(
      "createR2Uploads: bucket must be a binding of R2, such as env.UPLOADS of r2_buckets in wrangler.jsonc",
    );
  }

  async function keysOf(room: string): Promise<string[]> {
    const { objects } = await bucket.list({ prefix: prefix + room });
    return objects.map(({ key }) => key);
  }

  return {
    // Each holds up to two parts in memory, of which an object has 128 MB.
    most: 6,
    async put(upload, bytes) {
      const key = prefix + upload.id;
      const options = { customMetadata: { upload: encodeURIComponent(JSON.stringify(upload)) } };
      // A bucket takes a stream only of known length, and what a sender says of that is not to be believed.
      const parts = inParts(bytes);
      try {
        const { value: first = new Uint8Array() } = await parts.next();
        if (first.byteLength < partBytes) await bucket.put(key, first, options);
        else await putParts(await bucket.createMultipartUpload(key, options), first, parts);
      } catch (error) {
        // It may be only the answer that was lost. What failed first is what counts.
        await bucket.delete([key]).catch(() => {});
        throw error;
      }
    },
    async get(id): Promise<FoundUpload | undefined> {
      const key = prefix + id;
      const found = await bucket.head(key);
      const written = found?.customMetadata?.["upload"];
      if (!found || written === undefined) return undefined;
      // The cast: only `put` wrote it.
      const upload = JSON.parse(decodeURIComponent(written)) as Upload;
      return {
        upload: { ...upload, size: found.size },
        async read(range) {
          const part = range && { range: { offset: range.start, length: range.end - range.start + 1 } };
          const object = await bucket.get(key, part);
          if (!object) throw new Error(`${key} was deleted`);
          return object.body;
        },
      };
    },
    remove: (id) => bucket.delete([prefix + id]),
    async removeAll(room) {
      for (let keys = await keysOf(room); keys.length > 0; keys = await keysOf(room)) await bucket.delete(keys);
    },
  };
}

async function putParts(upload: MultipartUpload, first: Uint8Array, others: AsyncIterable<Uint8Array>): Promise<void> {
  const parts: never[] = [];
  try {
    parts.push(await upload.uploadPart(1, first));
    for await (const part of others) parts.push(await upload.uploadPart(parts.length + 1, part));
    await upload.complete(parts);
  } catch (error) {
    // R2 itself deletes what was never finished, after a week.
    await upload.abort().catch(() => {});
    throw error;
  }
}

/** The same bytes in pieces of `partBytes`; the last of them may be shorter. */
async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let part = new Uint8Array(partBytes);
  let length = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.byteLength; ) {
      const piece = chunk.subarray(at, at + partBytes - length);
      part.set(piece, length);
      length += piece.byteLength;
      at += piece.byteLength;
      if (length < partBytes) continue;
      yield part;
      part = new Uint8Array(partBytes);
      length = 0;
    }
  }
  if (length > 0) yield part.subarray(0, length);
}
