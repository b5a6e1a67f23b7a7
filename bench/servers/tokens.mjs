/** Fifty tokens a second, as a model writes: the first at once, then one every 20 ms, whatever the reader does. */
export const tokenMs = 20;

export async function* tokens(count) {
  const start = performance.now();
  for (let at = 0; at < count; at += 1) {
    const early = start + at * tokenMs - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    yield "word ";
  }
}
