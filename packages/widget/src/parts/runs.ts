/**
 * `text` in runs of lines, each of 500 characters and more but for the last. Engines lay out a block as a whole: of a long reply
 * that is being written, so much stays as it is.
 */
export function runsOf(text: string): readonly string[] {
  return text.match(/[^]{500}.*\n+|[^]+/g) ?? [];
}
