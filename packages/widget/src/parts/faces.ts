import type { Author } from "@ws-chat/protocol";
import { make } from "./make.ts";

/** A web address in full, or one below the page's host; not one that only a parser takes for such. */
const address = /^(?:https?:\/\/|\.{0,2}\/(?!\/))[^\s\\<>"'`@]+$/i;

/** Where an author's picture is, if it may be shown. */
export function pictureOf({ avatar = "" }: Author): string | undefined {
  return address.test(avatar) && URL.canParse(avatar, document.baseURI) ? avatar : undefined;
}

/** A round picture; initials until it is there, and where there is none. */
export function createFace(from: Author): HTMLElement {
  // The name is told in words.
  const face = make("span", "avatar", { ariaHidden: "true", textContent: initialsOf(from.name ?? "") });
  const picture = pictureOf(from);
  if (picture) {
    const onload = (): void => face.replaceChildren(image);
    // Who keeps the pictures need not know on which page they are shown.
    const image = make("img", "", { alt: "", referrerPolicy: "no-referrer", onload, src: picture });
  }
  return face;
}

/** Of the first name and the last one. */
function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]\S*/gu) ?? [];
  return [words[0], words[1] && words.at(-1)].map((word = "") => /^.\p{M}*/u.exec(word)?.[0] ?? "").join("");
}
