/** `CHAOS_SEEDS=10` runs ten. */
const count = Number(process.env.CHAOS_SEEDS ?? 3);

/** What the luck of each run grows from; a run that failed is repeated by the seed in its name. */
export const seeds: readonly number[] = Array.from({ length: count }, (_, at) => at + 1);
