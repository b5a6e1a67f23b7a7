/** Fails with both values in the message. Values are compared as JSON. */
export function equal(actual: unknown, expected: unknown, what = "value"): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what} is ${a}, expected ${b}`);
}

export function ok(value: unknown, what: string): asserts value {
  if (!value) throw new Error(`not so: ${what}`);
}

/** Two lengths in pixels that no eye tells apart. */
export function near(actual: number, expected: number, what: string, tolerance = 1.5): void {
  if (!(Math.abs(actual - expected) <= tolerance)) throw new Error(`${what} is ${actual}, expected about ${expected}`);
}
