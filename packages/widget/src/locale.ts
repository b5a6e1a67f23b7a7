/** The language that an element is in, through any shadow roots around it; "" for none. */
export function langOf(element: Element | undefined): string {
  // The cast: what is no shadow root has no host.
  return element
    ? (element.closest<HTMLElement>("[lang]")?.lang ?? langOf((element.getRootNode() as ShadowRoot).host))
    : "";
}

/** A page may say any `lang`; one that is no language tag at all leaves the browser's own, as "" does. */
export function supported(lang = ""): string | undefined {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(lang)[0];
  } catch {
    return undefined;
  }
}
