import type { html, TemplateResult } from "lit/html.js";

type Html = typeof html;

// These schemes are the only ones that ever become a link. Punctuation at the end belongs to the sentence around an address,
// and so does a bracket that the address itself did not open.
const address =
  /\b(?:https?:\/\/|mailto:)(?:\([^\s()<>"]*\)|[^\s()<>"])*(?:\([^\s()<>"]*\)|[^\s()<>".,;:!?'*_~…\]}])/gi;

/** `text` as it was typed, its web and mail addresses made links by `html`. */
export function linkify(text: string, html: Html): readonly (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const { 0: href, index } of text.matchAll(address)) {
    if (!URL.canParse(href)) continue;
    parts.push(
      text.slice(end, index),
      html`<a part="link" href=${href} target="_blank" rel="noopener noreferrer">${href}</a>`,
    );
    end = index + href.length;
  }
  parts.push(text.slice(end));
  return parts;
}
