import type { html, TemplateResult } from "lit/html.js";

export type Html = typeof html;

// These schemes are the only ones that ever become a link. Punctuation at the end belongs to the sentence around an address,
// and so does a bracket that the address itself did not open.
const address =
  /\b(?:https?:\/\/|mailto:)(?:\([^\s()<>"]*\)|[^\s()<>"])*(?:\([^\s()<>"]*\)|[^\s()<>".,;:!?'*_~…\]}])/gi;
/** Says where it leads: its host is easily told from what stands before and after, and nothing invisible turns it around. */
const honest = /^(?:mailto:|https?:\/\/([\p{L}\p{M}\p{N}._:[\]-]+)(?![^/?#]))[^\p{Cc}\p{Bidi_C}]*$/iu;
/** Latin letters beside Greek, Cyrillic or Armenian ones, many of which look the same. */
const mixed = /(?=[^.]*\p{sc=Latn})[^.]*[\u0370-\u058f]/u;

/** `text` as it was typed, its web and mail addresses made links by `html`. */
export function linkify(text: string, html: Html): readonly (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const { 0: href, index } of text.matchAll(address)) {
    const host = honest.exec(href);
    if (!host || mixed.test(host[1] ?? "") || !URL.canParse(href)) continue;
    parts.push(
      text.slice(end, index),
      html`<a part="link" href=${href} target="_blank" rel="noopener noreferrer">${href}</a>`,
    );
    end = index + href.length;
  }
  parts.push(text.slice(end));
  return parts;
}
