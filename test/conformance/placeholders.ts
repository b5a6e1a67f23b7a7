import { isDeepStrictEqual } from "node:util";

/** What the placeholders of one playing stand for. */
export type Bindings = Map<string, unknown>;

const placeholder = /^\$\w*$/;

/** `value` with every placeholder replaced; one that stands for nothing yet is made up. */
export function fill(value: unknown, bound: Bindings): unknown {
  if (typeof value === "string") {
    return placeholder.test(value)
      ? valueOf(value, bound)
      : value.replace(/\$\w+/g, (name) => String(valueOf(name, bound)));
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, bound));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, bound)]));
}

/**
 * Holds `actual` against `expected`, of which it may say more, and binds the placeholders that appear for the first time.
 * @returns what is wrong, or `undefined`.
 */
export function mismatch(expected: unknown, actual: unknown, bound: Bindings, path = "frame"): string | undefined {
  if (expected === "$absent") return actual === undefined ? undefined : `${path} is there`;
  if (typeof expected === "string" && placeholder.test(expected)) {
    if (actual === undefined) return `${path} is missing`;
    if (!bound.has(expected)) bound.set(expected, actual);
    expected = bound.get(expected);
    return isDeepStrictEqual(actual, expected) ? undefined : differs(expected, actual, path);
  }
  if (typeof expected !== "object" || expected === null) {
    return Object.is(expected, actual) ? undefined : differs(expected, actual, path);
  }
  if (typeof actual !== "object" || actual === null) return differs(expected, actual, path);
  if (Array.isArray(expected) && (!Array.isArray(actual) || actual.length !== expected.length))
    return differs(expected, actual, path);
  for (const [key, part] of Object.entries(expected)) {
    const wrong = mismatch(part, actual[key as keyof typeof actual], bound, `${path}.${key}`);
    if (wrong) return wrong;
  }
  return undefined;
}

function differs(expected: unknown, actual: unknown, path: string): string {
  return `${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
}

/** 22 base64url characters, fit for a secret, an id, an epoch or a room. */
function valueOf(name: string, bound: Bindings): unknown {
  if (!bound.has(name)) {
    bound.set(name, Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url"));
  }
  return bound.get(name);
}
