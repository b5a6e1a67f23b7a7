/** The language that an element is in. */
export function langOf(element: Element): string | undefined {
  return element.closest<HTMLElement>("[lang]")?.lang;
}

/** A page may say any `lang`; one that is no language tag at all leaves the browser's own. */
export function supported(lang: string | undefined): string | undefined {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(lang ?? [])[0];
  } catch {
    return undefined;
  }
}
