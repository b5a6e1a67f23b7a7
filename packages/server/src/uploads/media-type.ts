/** As much of a file as is looked at. */
export const headBytes = 4_100;

/** What a browser shows by itself without running anything of it. The rest is for saving. */
const shown: ReadonlySet<string> = new Set([
  "image/png",
  "image/apng",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "video/mp4",
  "video/webm",
  "video/ogg",
  "audio/mpeg",
  "audio/mp4",
  "audio/x-m4a",
  "audio/ogg",
  "audio/wav",
  "audio/aac",
  "audio/flac",
]);
/** What may say its type to whoever saves it: no browser runs it. */
const saved: ReadonlySet<string> = new Set(["application/pdf", "application/zip", "text/plain"]);

/** The media type of a file that begins with `head`, whatever it is called. All text is `text/plain`, also where it could be a page or a drawing. */
export async function mediaTypeOf(head: Uint8Array): Promise<string> {
  const { fileTypeFromBuffer } = await import("file-type");
  // Given a copy: it is a library's, and the bytes are stored.
  const found = (await fileTypeFromBuffer(head.slice()))?.mime.split(";", 1)[0]?.trim();
  if (found !== undefined && !found.endsWith("xml")) return found;
  return isText(head) ? "text/plain" : "application/octet-stream";
}

export function isShown(type: string): boolean {
  return shown.has(type);
}

/** What a file of that type is served as. */
export function servedType(type: string): string {
  if (!shown.has(type) && !saved.has(type)) return "application/octet-stream";
  return type === "text/plain" ? "text/plain; charset=utf-8" : type;
}

/** Whether one of `patterns`, such as `image/*` or `application/pdf`, names `type`. */
export function isListed(type: string, patterns: readonly string[]): boolean {
  return patterns.some(
    (pattern) =>
      pattern === "*/*" || pattern === type || (pattern.endsWith("/*") && type.startsWith(pattern.slice(0, -1))),
  );
}

/** UTF-8, or UTF-16 that says so, without what only binary files have (WHATWG MIME Sniffing, "binary data byte"). */
function isText(head: Uint8Array): boolean {
  const [first, second] = head;
  if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)) return true;
  if (head.some((byte) => byte < 0x20 && !spacing.has(byte))) return false;
  try {
    // As a stream: the last character may be cut in two.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Tab, line feed, form feed, carriage return, and the escape of terminals. */
const spacing: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
