import type { Opening } from "../socket.ts";
import { isShown, servedType } from "./media-type.ts";
import type { ResolvedUploads } from "./upload-options.ts";
import { encodeName } from "./upload-path.ts";
import { UploadRefusal } from "./upload-refusal.ts";
import type { ByteRange, FoundUpload, StoredUpload } from "./upload-store.ts";

/** Who asks for a file, and how. */
export interface Fetching {
  readonly method: string;
  /** A header by its name in small letters. */
  header(name: string): string | undefined;
}

/** Whatever a file is, opened by its link it runs nothing and reaches nothing. */
const harmless = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Referrer-Policy": "no-referrer",
};
/** The same, but for the file itself, which a browser's own viewer has to load: sounds with the origin that they have. */
const viewed = {
  "Content-Security-Policy":
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin",
};

/** Gives a file to who may read it. @throws {UploadRefusal} */
export async function giveUpload(
  uploads: ResolvedUploads,
  { id, fetching, opening }: { readonly id: string; readonly fetching: Fetching; readonly opening: Opening },
): Promise<Response> {
  const { method, header } = fetching;
  const found = await find(uploads, id, opening);
  const { upload } = found;
  const etag = `"${upload.id}"`;
  // Where a cookie decides, it decides each time.
  const cacheControl = uploads.mayRead ? "private, no-cache" : "private, max-age=31536000, immutable";
  const kept = { ETag: etag, "Cache-Control": cacheControl };
  if (names(header("if-none-match"), etag)) return new Response(null, { status: 304, headers: kept });
  const headers = { ...kept, ...harmless, ...described(upload) };
  const ifRange = header("if-range");
  const range = ifRange === undefined || ifRange === etag ? rangeIn(header("range"), upload.size) : undefined;
  if (range === "unsatisfiable") {
    return new Response(null, {
      status: 416,
      headers: { ...kept, ...harmless, "Content-Range": `bytes */${upload.size}` },
    });
  }
  const length = range ? range.end - range.start + 1 : upload.size;
  return new Response(method === "HEAD" ? null : await found.read(range), {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      "Content-Length": String(length),
      ...(range && { "Content-Range": `bytes ${range.start}-${range.end}/${upload.size}` }),
    },
  });
}

export function noSuchFile(): UploadRefusal {
  return new UploadRefusal("missing", "There is no such file.");
}

/** @throws {UploadRefusal} */
async function find({ store, mayRead }: ResolvedUploads, id: string, opening: Opening): Promise<FoundUpload> {
  const found = await store.get(id);
  if (!found) throw noSuchFile();
  const { url, ip, cookie } = opening;
  if (mayRead && !(await mayRead({ upload: found.upload, url, ip, cookie }))) {
    throw new UploadRefusal("forbidden", "You may not see this file.");
  }
  return found;
}

/** Whether a list of entity tags has that one (RFC 9110, section 13.1.2). */
function names(list: string | undefined, etag: string): boolean {
  return list?.split(",").some((each) => each.trim() === "*" || each.trim().replace(/^W\//, "") === etag) ?? false;
}

function described({ name, type }: StoredUpload): Readonly<Record<string, string>> {
  const how = isShown(type) ? "inline" : "attachment";
  return {
    "Content-Type": servedType(type),
    ...(isShown(type) && viewed),
    "Content-Disposition": `${how}; filename*=UTF-8''${encodeName(name)}`,
    "Accept-Ranges": "bytes",
  };
}

/** The one range that is asked for (RFC 9110, section 14); several, or what is none, count as the whole. */
export function rangeIn(header: string | undefined, size: number): ByteRange | "unsatisfiable" | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  if (first === "")
    return Number(last) === 0 ? "unsatisfiable" : { start: Math.max(0, size - Number(last)), end: size - 1 };
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start < size ? { start, end } : "unsatisfiable";
}
