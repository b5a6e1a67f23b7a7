import { ProtocolError } from "./protocol-error.ts";

/**
 * What a value must be like. 0 or 1: an integer from there. "" or " ": a string of at least that length. `false`: true or false;
 * `true`: just that. A list: of any length, each like its one item. A pattern: a string; one that does not match counts as absent, since a
 * later revision may have added it. `undefined`: anything.
 * In an object `key?` may be absent and `key=` is then the example itself; fields beyond those named are dropped.
 */
export type Example<T> = T extends number
  ? 0 | 1
  : T extends string
    ? "" | " " | RegExp
    : T extends boolean
      ? boolean
      : T extends readonly (infer Item)[]
        ? readonly [Example<Item>]
        : { readonly [K in keyof T as Named<T, K>]-?: Example<Exclude<T[K], undefined>> };

type Named<T, K extends keyof T> = object extends Pick<T, K> ? `${K & string}?` : K;

/** A copy of `value` as far as it is like `example`. @throws {ProtocolError} naming `path` where it is not. */
export function like(value: unknown, example: unknown, path: string): unknown {
  if (example === undefined) return value;
  if (example instanceof RegExp) return example.test(like(value, "", path) as string) ? value : undefined;
  const isList = Array.isArray(example);
  const fits =
    typeof value === typeof example &&
    Array.isArray(value) === isList &&
    value !== null &&
    (typeof example === "number"
      ? Number.isSafeInteger(value) && (value as number) >= example
      : typeof example === "string"
        ? (value as string).length >= example.length
        : example !== true || value);
  if (!fits) throw new ProtocolError("bad-field", `${path} must be ${JSON.stringify(example)} or the like`);
  if (isList) return (value as unknown[]).map((item, at) => like(item, example[0], `${path}[${at}]`));
  if (typeof value === "object") return likeFields(value as Fields, example as Fields, path);
  // Lone surrogates become U+FFFD, as UTF-8 has none.
  return typeof value === "string" ? value.toWellFormed() : value;
}

interface Fields {
  readonly [key: string]: unknown;
}

function likeFields(value: Fields, example: Fields, path: string): Fields {
  const copy: Record<string, unknown> = {};
  for (const [name, wanted] of Object.entries(example)) {
    const key = name.replace(/[?=]$/, "");
    const field = value[key];
    const absent = field === undefined && key !== name;
    const checked = absent ? (name.endsWith("=") ? wanted : undefined) : like(field, wanted, `${path}.${key}`);
    if (checked !== undefined) copy[key] = checked;
  }
  return copy;
}
