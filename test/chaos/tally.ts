/** What became of messages on their way. */
export interface Tally {
  readonly lost: number;
  readonly duplicated: number;
  readonly outOfOrder: number;
  /** Arrived, and nobody had sent them. */
  readonly strange: number;
}

/** Counts by texts; `sent` holds every text once. */
export function count(sent: readonly string[], arrived: readonly string[]): Tally {
  const placeOf = new Map(sent.map((text, place) => [text, place]));
  const seen = new Set<string>();
  let [duplicated, outOfOrder, strange, furthest] = [0, 0, 0, -1];
  for (const text of arrived) {
    const place = placeOf.get(text);
    if (place === undefined) strange += 1;
    else if (seen.has(text)) duplicated += 1;
    else if (place < furthest) outOfOrder += 1;
    seen.add(text);
    furthest = Math.max(furthest, place ?? -1);
  }
  return { lost: sent.filter((text) => !seen.has(text)).length, duplicated, outOfOrder, strange };
}

export function inWords({ lost, duplicated, outOfOrder, strange }: Tally): string {
  const figures = `${lost} lost, ${duplicated} duplicated, ${outOfOrder} out of order`;
  return strange === 0 ? figures : `${figures}, ${strange} never sent`;
}

/** What is said of messages that each arrived once and in the order sent. */
export const unharmed = inWords({ lost: 0, duplicated: 0, outOfOrder: 0, strange: 0 });

export function tally(sent: readonly string[], arrived: readonly string[]): string {
  return inWords(count(sent, arrived));
}

export function sum(tallies: readonly Tally[]): Tally {
  const total = { lost: 0, duplicated: 0, outOfOrder: 0, strange: 0 };
  for (const { lost, duplicated, outOfOrder, strange } of tallies) {
    total.lost += lost;
    total.duplicated += duplicated;
    total.outOfOrder += outOfOrder;
    total.strange += strange;
  }
  return total;
}
