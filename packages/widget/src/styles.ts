import { composer } from "./styles/composer.ts";
import { foundation } from "./styles/foundation.ts";
import { frame } from "./styles/frame.ts";
import { messages } from "./styles/messages.ts";
import { motion } from "./styles/motion.ts";

/** In the order in which they yield to each other. */
const texts = [foundation, frame, messages, composer, motion];
/** One for all elements of a document: a sheet can be adopted only where it was made. */
const sheets = new WeakMap<Document, CSSStyleSheet>();

/** Dresses `root`; again after its element has moved to another document. */
export function adoptStyles(root: ShadowRoot): void {
  const { ownerDocument } = root;
  const { CSSStyleSheet } = ownerDocument.defaultView ?? globalThis;
  const sheet = sheets.get(ownerDocument) ?? new CSSStyleSheet();
  if (!sheets.has(ownerDocument)) sheet.replaceSync(texts.join(""));
  sheets.set(ownerDocument, sheet);
  root.adoptedStyleSheets = [sheet];
}
