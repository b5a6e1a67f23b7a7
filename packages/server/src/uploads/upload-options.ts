import type { UploadStore, StoredUpload } from "./upload-store.ts";

/** Somebody who asks for a file, and the file. */
export interface Reading {
  readonly upload: StoredUpload;
  /** Path and query as they asked for it. */
  readonly url: string;
  readonly ip: string | undefined;
  readonly cookie: string | undefined;
}

export interface UploadOptions {
  /** Where files live: `createDiskUploads` of `@ws-chat/server/disk`, or `createR2Uploads` of `@ws-chat/server-hono/cloudflare`. */
  readonly store: UploadStore;
  /** Bytes of one file, at most. @default 10485760 */
  readonly maxBytes?: number;
  /**
   * Media types that are taken, as the first bytes of a file tell them; `image/*` and the like are possible. All text is `text/plain`.
   * @default images, audio, video, PDF, text, zip, and Microsoft Office and LibreOffice documents
   */
  readonly types?: readonly string[];
  /** How long files are kept, milliseconds; older ones are deleted within an hour. @default as long as their room */
  readonly ageMs?: number;
  /**
   * Whether a file is given to who asks for it, asked at each request. An `<img>` can send a cookie and no token.
   * @default whoever knows its link, which nobody can guess
   */
  readonly mayRead?: (reading: Reading) => boolean | Promise<boolean>;
}

/** The options with nothing left open. */
export interface ResolvedUploads {
  readonly store: UploadStore;
  readonly maxBytes: number;
  readonly types: readonly string[];
  readonly ageMs: number | undefined;
  readonly mayRead: UploadOptions["mayRead"];
}

const openXml = "application/vnd.openxmlformats-officedocument";
const openDocument = "application/vnd.oasis.opendocument";

const defaultTypes: readonly string[] = [
  "image/*",
  "audio/*",
  "video/*",
  "text/*",
  "application/pdf",
  "application/zip",
  `${openXml}.wordprocessingml.document`,
  `${openXml}.spreadsheetml.sheet`,
  `${openXml}.presentationml.presentation`,
  `${openDocument}.text`,
  `${openDocument}.spreadsheet`,
  `${openDocument}.presentation`,
];
const names = ["store", "maxBytes", "types", "ageMs", "mayRead"] satisfies (keyof UploadOptions)[];
const typeShape = /^(\*\/\*|[a-z]+\/(\*|[a-z0-9][a-z0-9.+-]*))$/;

/** @throws {TypeError} naming the option, its value and the remedy. */
export function resolveUploads(given: UploadOptions): ResolvedUploads {
  for (const [name, value] of Object.entries(given)) {
    if (!names.some((known) => known === name)) wrong(name, value, `is not an option; there are ${names.join(", ")}`);
  }
  const { store, maxBytes = 10_485_760, types = defaultTypes, ageMs, mayRead } = given;
  if (typeof store?.put !== "function" || typeof store.get !== "function") {
    wrong("store", store, 'must be a store, such as await createDiskUploads({ folder: "uploads" })');
  }
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) wrong("maxBytes", maxBytes, "must be a number of bytes from 1");
  if (!Array.isArray(types) || types.length === 0 || !types.every((type) => typeShape.test(type))) {
    wrong("types", types, 'must be a list such as ["image/*", "application/pdf"]');
  }
  if (ageMs !== undefined && !(typeof ageMs === "number" && ageMs > 0))
    wrong("ageMs", ageMs, "must be a number above 0");
  if (ageMs !== undefined && !store.removeBefore) {
    wrong("ageMs", ageMs, "is nothing this store can do; have the service that keeps the files delete them by age");
  }
  if (mayRead !== undefined && typeof mayRead !== "function") wrong("mayRead", mayRead, "must be a function");
  return Object.freeze({ store, maxBytes, types: Object.freeze([...types]), ageMs, mayRead });
}

/** A size as `<ws-chat>` says it, never more than it is. */
export function byteCount(bytes: number): string {
  const [unit, name] = bytes >= 1_000_000 ? [1_000_000, "MB"] : bytes >= 1_000 ? [1_000, "KB"] : [1, "bytes"];
  const steps = bytes < 10 * unit ? 10 : 1;
  return `${Math.floor((bytes / unit) * steps) / steps} ${name}`;
}

function wrong(name: string, value: unknown, remedy: string): never {
  const shown = typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value)).slice(0, 80);
  throw new TypeError(`createChat: option uploads.${name} (${shown}) ${remedy}`);
}
