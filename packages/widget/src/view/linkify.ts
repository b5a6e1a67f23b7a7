import { html, type TemplateResult } from "lit";

// The schemes here are the only ones that ever become a link.
const candidate = /\b(?:https?:\/\/|mailto:)[^\s<>"]+/gi;

/** `text` as it was typed, its web and mail addresses made links. */
export function linkify(text: string): readonly (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(candidate)) {
    const address = withoutClosing(match);
    if (!URL.canParse(address)) continue;
    parts.push(
      text.slice(end, index),
      html`<a part="link" href=${address} target="_blank" rel="noopener noreferrer">${address}</a>`,
    );
    end = index + address.length;
  }
  parts.push(text.slice(end));
  return parts;
}

const opening = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

/** Leaves out the punctuation that ends the sentence around an address, but not a bracket that the address itself opened. */
function withoutClosing(address: string): string {
  const last = address.at(-1) ?? "";
  const open = opening.get(last);
  const isOutside = open ? count(address, last) > count(address, open) : ".,;:!?'*_~…".includes(last);
  return last && isOutside ? withoutClosing(address.slice(0, -1)) : address;
}

const count = (text: string, character: string): number => text.split(character).length - 1;
