/** What is said of messages that each arrived once and in the order sent. */
export const unharmed = "0 lost, 0 duplicated, 0 out of order";

/** What became of messages on their way. `sent` holds every text once. */
export function tally(sent: readonly string[], arrived: readonly string[]): string {
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
  const figures = `${lost} lost, ${duplicated} duplicated, ${outOfOrder} out of order`;
  return strange === 0 ? figures : `${figures}, ${strange} never sent`;
}
