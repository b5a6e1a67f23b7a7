/** A time as people write it, such as `"10s"`, or milliseconds. */
export type Duration = number | `${number}${keyof typeof units}`;

const units = { ms: 1, s: 1_000, m: 60_000 };

/** @throws {TypeError} naming the option, its value and the remedy. */
export function milliseconds(option: string, value: unknown): number {
  const [, amount, unit = ""] = (typeof value === "string" && /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value)) || [];
  const ms = amount === undefined ? value : Number(amount) * units[unit as keyof typeof units];
  // A timer takes no more (HTML, "timers": a signed 32-bit number).
  if (typeof ms === "number" && ms >= 0 && ms < 2 ** 31) return ms;
  const shown = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? typeof value);
  throw new TypeError(`${option} (${shown.slice(0, 80)}) must be a time such as "10s" or "500ms", or milliseconds`);
}
