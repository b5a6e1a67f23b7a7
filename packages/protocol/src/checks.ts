import type { Json } from "./frames.ts";
import { limits } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";

/** Returns the value in its checked form, a copy of known parts only, or throws {@link ProtocolError} naming `path`. */
export type Check<T> = (value: unknown, path: string) => T;

/** The check of a field that may be absent. */
export interface Optional<T> {
  readonly optional: Check<T>;
}

/** One check per field; where it gives `undefined`, the field is left out. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Check<T[K]> | Optional<T[K] | undefined>;
};

// The factories below are marked free of side effects, so that a client's bundle drops the server's half of the tables.

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

/** A safe integer from `min`. */
/* @__NO_SIDE_EFFECTS__ */
export function integer(min: number): Check<number> {
  return (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= min ? (value as number) : fail(path, `an integer from ${min}`);
}

/** A string of at most `max` UTF-16 units; lone surrogates become U+FFFD, as UTF-8 has none. */
/* @__NO_SIDE_EFFECTS__ */
export function string(max: number = Number.POSITIVE_INFINITY, min = 0): Check<string> {
  return (value, path) =>
    typeof value === "string" && value.length <= max && value.length >= min
      ? value.toWellFormed()
      : fail(path, max === Number.POSITIVE_INFINITY ? "a string" : `a string of ${min} to ${max} characters`);
}

/* @__NO_SIDE_EFFECTS__ */
export function pattern(shape: RegExp, wanted: string): Check<string> {
  return (value, path) => (typeof value === "string" && shape.test(value) ? value.toWellFormed() : fail(path, wanted));
}

/** One of `values`. Another string counts as absent: a later revision may have added it. */
/* @__NO_SIDE_EFFECTS__ */
export function known<const T extends string>(...values: T[]): Check<T | undefined> {
  return (value, path) =>
    typeof value === "string" ? values.find((each) => each === value) : fail(path, `one of ${values.join(", ")}`);
}

/** An absent field stays absent. */
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(check: Check<T>): Optional<T> {
  return { optional: check };
}

/* @__NO_SIDE_EFFECTS__ */
export function list<T>(check: Check<T>, max: number = Number.POSITIVE_INFINITY): Check<readonly T[]> {
  return (value, path) =>
    Array.isArray(value) && value.length <= max
      ? value.map((item, at) => check(item, `${path}[${at}]`))
      : fail(path, max === Number.POSITIVE_INFINITY ? "a list" : `a list of at most ${max}`);
}

/** Copies the named fields and nothing else, so unknown fields and `__proto__` go no further. A copy begins with what is `given`. */
/* @__NO_SIDE_EFFECTS__ */
export function object<T extends object>(fields: Fields<T>, given: object = {}): Check<T> {
  const checks = Object.entries<Check<unknown> | Optional<unknown>>(fields).map(([key, check]) =>
    typeof check === "function" ? { key, check, isOptional: false } : { key, check: check.optional, isOptional: true },
  );
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "an object");
    const copy: Record<string, unknown> = { ...given };
    for (const { key, check, isOptional } of checks) {
      const field: unknown = value[key as keyof typeof value];
      // Before its path is put together: most optional fields are absent.
      if (isOptional && field === undefined) continue;
      const checked = check(field, `${path}.${key}`);
      if (checked !== undefined) copy[key] = checked;
    }
    return copy as T;
  };
}

/** JSON of at most `maxBytes` and `limits.depth` levels, without `__proto__` keys. */
/* @__NO_SIDE_EFFECTS__ */
export function json(maxBytes: number): Check<Json> {
  return (value, path) => {
    const copy = copyJson(value, limits.depth, path);
    return fitsBytes(JSON.stringify(copy), maxBytes) ? copy : fail(path, `at most ${maxBytes} bytes of JSON`);
  };
}

function copyJson(value: unknown, depth: number, path: string): Json {
  if (value === null || typeof value === "boolean" || Number.isFinite(value)) return value as Json;
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

/** A flat object of strings, numbers, booleans and nulls. */
/* @__NO_SIDE_EFFECTS__ */
export function flat(maxBytes: number): Check<{ readonly [key: string]: string | number | boolean | null }> {
  const check = json(maxBytes);
  return (value, path) => {
    const copy = check(value, path);
    if (!isObject(copy) || Object.values(copy).some((item) => typeof item === "object" && item !== null)) {
      fail(path, "a flat object of strings, numbers, booleans and nulls");
    }
    return copy as { readonly [key: string]: string | number | boolean | null };
  };
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
