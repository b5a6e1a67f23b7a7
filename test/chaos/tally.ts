/** What became of messages that should each have arrived once and in this order. */
export interface Tally {
  readonly lost: number;
  readonly duplicated: number;
  readonly outOfOrder: number;
  /** Never sent, and yet there. */
  readonly strange: number;
}

export const unharmed: Tally = { lost: 0, duplicated: 0, outOfOrder: 0, strange: 0 };

/** `sent` holds every text once. */
export function tally(sent: readonly string[], arrived: readonly string[]): Tally {
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
  const lost = sent.filter((text) => !seen.has(text)).length;
  return { lost, duplicated, outOfOrder, strange };
}
