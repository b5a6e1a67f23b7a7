/**
 * `text` in runs of whole lines, each of some length but for the last. Engines lay out a block as a whole: of a long reply
 * that is being written, so much stays as it is.
 */
export function runsOf(text: string): readonly string[] {
  return text.match(/[^]{500}.*\n+|[^]+/g) ?? [];
}
