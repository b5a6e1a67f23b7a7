/** Undoes it. */
type Stop = () => void;
export type Translator = (root: ShadowRoot) => Stop;

/** In capitals: what was translated is told from what was not, and both say the same. */
export const translated = (text: string): string => text.toUpperCase();

/** Chrome's way: each text is replaced by a new one in two elements of its own. */
export const wrapping: Translator = (root) =>
  keepUp(root, () => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (!mayTranslate(text) || text.parentElement?.localName === "font") continue;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = translated(text.data);
      outer.append(inner);
      text.replaceWith(outer);
    }
  });

/**
 * Firefox's way: of an element with texts and none but inline elements in it, all is taken out, and the texts and elements are put back. It spares an
 * element with comments in it by now; nothing says that all do.
 */
export const reordering: Translator = (root) =>
  keepUp(root, () => {
    for (const element of root.querySelectorAll("*")) {
      const texts = [...element.childNodes].filter(
        (node) => node instanceof Text && mayTranslate(node) && node.data !== translated(node.data),
      ) as Text[];
      if (!texts.length) continue;
      for (const text of texts) text.data = translated(text.data);
      const isInline = [...element.querySelectorAll("*")].every(
        (each) => each instanceof SVGElement || /^(?:inline|none)$/.test(getComputedStyle(each).display),
      );
      if (isInline) element.replaceChildren(...[...element.childNodes].filter((node) => !(node instanceof Comment)));
    }
  });

function mayTranslate(text: Text): boolean {
  return text.data.trim() !== "" && !text.parentElement?.closest("[translate=no], textarea, style, svg, code");
}

/** Now, and soon after each change. */
function keepUp(root: ShadowRoot, translate: () => void): Stop {
  let frame = 0;
  const changes = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      translate();
      changes.takeRecords();
    });
  });
  translate();
  changes.observe(root, { childList: true, characterData: true, subtree: true });
  return () => {
    changes.disconnect();
    cancelAnimationFrame(frame);
  };
}
