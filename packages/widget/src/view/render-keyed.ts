interface Keyed {
  readonly key: string;
}
interface Place<E> {
  readonly element: HTMLElement;
  readonly entry: E;
}

/** Children of an element, by key, as they were rendered last. */
export type Rendered<E> = Map<string, Place<E>>;

/**
 * Brings one child for each entry into `parent`, in order, and lets `draw` fill it. An entry keeps its element, and no element
 * moves for what comes before or after it: its selection, focus and place on the screen stay.
 */
export function renderKeyed<E extends Keyed>(
  parent: Element,
  entries: readonly E[],
  before: Rendered<E>,
  draw: (entry: E, element: HTMLElement, previous: E | undefined) => void,
): Rendered<E> {
  const after: Rendered<E> = new Map();
  for (const entry of entries) {
    after.set(entry.key, { element: before.get(entry.key)?.element ?? document.createElement("div"), entry });
  }
  for (const [key, { element }] of before) if (!after.has(key)) element.remove();
  let next = parent.firstChild;
  for (const [key, { element, entry }] of after) {
    if (element === next) next = next.nextSibling;
    else parent.insertBefore(element, next);
    draw(entry, element, before.get(key)?.entry);
  }
  return after;
}
