/** What both elements are given: the same words at the same pace. */
const words = "the bread is baked at five and sold until noon or until there is none left".split(" ");
const day = Date.UTC(2026, 0, 5, 9);

/** @returns {{ text: string, isOwn: boolean, ts: number }} a message of 5 to 44 words; every third is the visitor's */
export function messageAt(index) {
  const length = 5 + ((index * 7) % 40);
  const text = Array.from({ length }, (_, at) => words[(index + at) % words.length]).join(" ");
  return { text: `${index}: ${text}.`, isOwn: index % 3 === 0, ts: day + index * 45_000 };
}

export function messages(count) {
  return Array.from({ length: count }, (_, index) => messageAt(index));
}

/** Pieces as a model writes them, with a new paragraph now and then. */
export function tokenAt(index) {
  return `${words[index % words.length]}${index % 120 === 119 ? ".\n\n" : " "}`;
}

/** Until what was done last is on the screen. */
export function frame() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
