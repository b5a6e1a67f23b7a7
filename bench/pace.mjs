/** `BENCH_QUICK=1` shows in short rounds that everything runs. What it measures stays out of docs/benchmarks.md. */
export const isQuick = process.env.BENCH_QUICK === "1";

/**
 * @template T
 * @param {T} full
 * @param {T} quick
 */
export function pace(full, quick) {
  return isQuick ? quick : full;
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
