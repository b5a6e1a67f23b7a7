interface Keyed {
  readonly key: string;
}

/** What each element's children were rendered from, and as. */
const rendered = new WeakMap<
  Element,
  ReadonlyMap<string, { readonly element: HTMLElement; readonly entry: unknown }>
>();

/**
 * Brings one child for each entry into `parent`, in order, and lets `draw` fill it, the last one first. An entry keeps its element, and no element
 * moves for what comes before or after it: its selection, focus and place on the screen stay.
 */
export function renderKeyed<E extends Keyed>(
  parent: Element,
  entries: readonly E[],
  draw: (entry: E, element: HTMLElement, previous: E | undefined) => void,
): void {
  const before = rendered.get(parent);
  const after = new Map(
    entries
      .toReversed()
      .map((entry) => [
        entry.key,
        { element: before?.get(entry.key)?.element ?? document.createElement("div"), entry },
      ]),
  );
  before?.forEach(({ element }, key) => after.has(key) || element.remove());
  let next: Element | null = null;
  // From the end, where a reader is.
  for (const [key, { element, entry }] of after) {
    // What is new is drawn before it is inserted: to fill it in the document costs WebKit several times as much.
    // Entries of one parent are of one type.
    draw(entry, element, before?.get(key)?.entry as E | undefined);
    if (element.parentNode !== parent || element.nextSibling !== next) parent.insertBefore(element, next);
    next = element;
  }
  rendered.set(parent, after);
}
