import { limits } from "@ws-chat/protocol";

/** Control characters and line separators, and the bidirectional controls that let `gpj.exe` read as `exe.jpg`. */
const unprintable = /[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]+/gu;
/** What means something in a path, on one system or another. */
const structural = /[/\\:*?"<>|]+/g;
/** What is kept of a name that is too long, besides its beginning. */
const extended = /^(.+)(\.[^.\s]{1,16})$/;
const encoder = new TextEncoder();

/** The name in a `Content-Disposition` (RFC 6266), as it was written; `""` where it names none, `undefined` where it cannot be read. */
export function fileNameIn(disposition: string): string | undefined {
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]*)/i.exec(disposition);
  if (extended) return decoded(extended[1] ?? "");
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/i.exec(disposition);
  return (plain?.[1]?.replace(/\\(.)/g, "$1") ?? plain?.[2] ?? "").toWellFormed();
}

/** A name that is safe to show, to save under and to put into a header: never empty, nor more than a file may be called. */
export function safeFileName(name: string): string {
  const clean = name.toWellFormed().replace(unprintable, "").replace(structural, "_").replace(/\s+/g, " ").trim();
  const named = /^\.*$/.test(clean) ? "file" : clean;
  const [, stem = named, extension = ""] = extended.exec(named) ?? [];
  return cut(stem, limits.fileNameChars - encoder.encode(extension).length) + extension;
}

/** As much of `text` as fits into `bytes`, which is what file systems count. */
function cut(text: string, bytes: number): string {
  const { read } = encoder.encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
