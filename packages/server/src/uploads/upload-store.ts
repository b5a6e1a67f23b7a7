/** One file that somebody put into a room. */
export interface Upload {
  /** 44 characters of `A-Z a-z 0-9 _ -`: 22 that stand for the room, then 128 random bits. */
  readonly id: string;
  readonly room: string;
  /** The public id of whoever brought it. */
  readonly user: string;
  /** As its author called it, without what could deceive. */
  readonly name: string;
  /** Media type, by what its first bytes say. */
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly ts: number;
}

/** An upload as it is kept. */
export interface StoredUpload extends Upload {
  /** Bytes. */
  readonly size: number;
}

/** Bytes `start` to `end` of a file, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A file, ready to be read. */
export interface FoundUpload {
  readonly upload: StoredUpload;
  /** The bytes, or some of them; called at most once. What is cancelled MUST let go of all it holds. */
  read(range?: ByteRange): ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>;
}

/** Where files live: a disk, R2. */
export interface UploadStore {
  /** How many files it can take at a time. @default 200 */
  readonly most?: number;
  /**
   * Keeps all of `bytes`. MUST take them as they come, holding no more than a few at a time. Where `bytes` or the store fails, nothing of the
   * file MUST ever be found, and the promise rejects.
   */
  put(upload: Upload, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** MUST find a file only once all of it is kept. */
  get(id: string): Promise<FoundUpload | undefined>;
  /** Forgets one; resolves also where there is none. */
  remove(id: string): Promise<void>;
  /** Forgets all of one room: those whose ids begin with `prefix`. */
  removeAll(prefix: string): Promise<void>;
  /** Forgets what was put there before that time, milliseconds since 1970. Absent where files are kept for a time by other means. */
  removeBefore?(time: number): Promise<void>;
}
