import { limits } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";
import type { Attachment, Author, Content, Cursor, Json, Metadata, QuickReply } from "./frames.ts";

/** Returns the value in its checked form, a copy of known parts only, or throws {@link ProtocolError} naming `path`. */
export type Check<T> = (value: unknown, path: string) => T;

function fail(path: string, wanted: string): never {
  throw new ProtocolError("bad-field", `${path} must be ${wanted}`);
}

/** Length in UTF-8 bytes is at most `max`. Encodes only where the answer is in doubt. */
export function fitsBytes(text: string, max: number): boolean {
  if (text.length * 3 <= max) return true;
  return text.length <= max && new TextEncoder().encode(text).length <= max;
}

export const boolean: Check<boolean> = (value, path) =>
  typeof value === "boolean" ? value : fail(path, "true or false");

export const isTrue: Check<true> = (value, path) => (value === true ? value : fail(path, "true"));

/** A safe integer from `min`. */
export function integer(min: number): Check<number> {
  return (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= min ? (value as number) : fail(path, `an integer from ${min}`);
}

/** A string of at most `max` UTF-16 units; lone surrogates become U+FFFD, as they would on the wire. */
export function string(max: number = limits.frameBytes, min = 0): Check<string> {
  return (value, path) =>
    typeof value === "string" && value.length <= max && value.length >= min
      ? value.toWellFormed()
      : fail(path, `a string of ${min} to ${max} characters`);
}

export function pattern(shape: RegExp, wanted: string): Check<string> {
  return (value, path) => (typeof value === "string" && shape.test(value) ? value : fail(path, wanted));
}

export function oneOf<const T extends string>(...values: T[]): Check<T> {
  return (value, path) => (values.includes(value as T) ? (value as T) : fail(path, `one of ${values.join(", ")}`));
}

/** An absent field stays absent. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

export function list<T>(check: Check<T>, max: number = Number.POSITIVE_INFINITY): Check<readonly T[]> {
  return (value, path) =>
    Array.isArray(value) && value.length <= max
      ? value.map((item, at) => check(item, `${path}[${at}]`))
      : fail(path, Number.isFinite(max) ? `a list of at most ${max}` : "a list");
}

/** Copies the named fields and nothing else, so unknown fields and `__proto__` go no further. */
export function object<T extends object>(
  fields: {
    readonly [K in keyof T]-?: Check<T[K]> | Check<T[K] | undefined>;
  },
): Check<T> {
  const entries = Object.entries(fields) as [string, Check<unknown>][];
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "an object");
    const copy: Record<string, unknown> = {};
    for (const [key, check] of entries) {
      const checked = check((value as Record<string, unknown>)[key], `${path}.${key}`);
      if (checked !== undefined) copy[key] = checked;
    }
    return copy as T;
  };
}

/** JSON of at most `maxBytes` and `limits.depth` levels, without `__proto__` keys. */
function json(maxBytes: number): Check<Json> {
  return (value, path) => {
    const copy = copyJson(value, limits.depth, path);
    return fitsBytes(JSON.stringify(copy), maxBytes) ? copy : fail(path, `at most ${maxBytes} bytes of JSON`);
  };
}

function copyJson(value: unknown, depth: number, path: string): Json {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object") fail(path, "JSON");
  if (depth === 0) fail(path, `nested at most ${limits.depth} deep`);
  if (Array.isArray(value)) return value.map((item) => copyJson(item, depth - 1, path));
  const copy: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key !== "__proto__") copy[key.toWellFormed()] = copyJson(item, depth - 1, path);
  }
  return copy;
}

const anyJson = json(limits.dataBytes);
const metadataJson = json(limits.metadataBytes);

export const metadata: Check<Metadata> = (value, path) => {
  const copy = metadataJson(value, path);
  const flat = typeof copy === "object" && copy !== null && !Array.isArray(copy);
  if (!flat || Object.values(copy).some((item) => typeof item === "object" && item !== null)) {
    fail(path, "a flat object of strings, numbers and booleans");
  }
  return copy as Metadata;
};

export const messageId = pattern(
  new RegExp(`^[A-Za-z0-9_-]{1,${limits.idChars}}$`),
  `1 to ${limits.idChars} characters of A-Z a-z 0-9 _ -`,
);
const epoch = string(64, 1);
/** `seq` with the incarnation it counts in. */
export const position = object<{ epoch: string; seq: number }>({ epoch, seq: integer(0) });
/** The fields of a {@link Cursor}, for frames that carry one among others. */
export const cursorFields = { epoch, seq: integer(0), id: string(limits.idChars) };
export const cursor = object<Cursor>(cursorFields);

const url = string(limits.urlChars, 1);
export const author = object<Author>({
  id: string(128, 1),
  name: optional(string(256)),
  avatar: optional(url),
  role: string(32, 1),
});

/** The fields of {@link Content}, for frames that carry them among others. */
export const contentFields = {
  text: string(),
  format: optional(oneOf("markdown")),
  attachments: optional(
    list(
      object<Attachment>({
        url,
        name: string(255, 1),
        type: string(127, 1),
        size: integer(0),
        width: optional(integer(1)),
        height: optional(integer(1)),
      }),
      limits.attachments,
    ),
  ),
  quickReplies: optional(
    list(object<QuickReply>({ text: string(256, 1), value: optional(string(4_096)) }), limits.quickReplies),
  ),
  data: optional(anyJson),
} satisfies { [K in keyof Content]-?: Check<Content[K] | undefined> };
