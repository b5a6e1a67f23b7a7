import { attachmentUrl } from "@ws-chat/client";
import type { Attachment } from "@ws-chat/protocol";
import type { Frame } from "../frame.ts";
import { attachmentsStyles } from "./attachments-styles.ts";
import { createSizes, shownName, typeOf } from "./file-names.ts";
import type { DrawBody } from "./late-bodies.ts";
import { filePath } from "./icon-paths.ts";
import { isGuest } from "./is-guest.ts";
import { icon, make } from "./make.ts";

/** A file, and where it is; nowhere, if that is no web address. */
interface Found {
  readonly file: Attachment;
  readonly href: string | undefined;
  readonly name: string;
}

// Others, as SVG, may be documents, and browsers do not show them all.
const picture = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;

/** Whether it is the page's, or the chat's server's. */
function isNear(href: string, endpoint: string): boolean {
  return [`${location.origin}/`, attachmentUrl({ url: "/" }, endpoint)].some((root) => root && href.startsWith(root));
}

/** Draws a message's files: pictures as such, sounds and films with the browser's own controls, all else as its name and size. */
export function create(frame: Frame): DrawBody {
  /** What each element shows. */
  const drawn = new WeakMap<Element, string>();
  frame.dress(attachmentsStyles);

  return (element, { message }) => {
    const { attachments = [], text, from } = message;
    const client = frame.client?.();
    const { lang } = frame;
    const key = JSON.stringify([attachments, !text, lang, client?.url]);
    if (drawn.get(element) === key) return;
    drawn.set(element, key);
    const sizeOf = createSizes(lang);
    const found = attachments.map((file) => ({
      file,
      href: client && attachmentUrl(file, client.url),
      name: shownName(file.name),
    }));
    // Guests do not choose whom a reader's browser asks: what is elsewhere is a link.
    const isShown = ({ href }: Found): boolean => !!href && (!isGuest(from) || isNear(href, client?.url ?? ""));
    const pictures = found.filter((each) => picture.test(each.file.type) && isShown(each));
    const chip = (each: Found): HTMLElement => chipOf(each, sizeOf(each.file.size));
    element.replaceChildren(
      ...(pictures.length ? [gridOf(pictures, chip)] : []),
      ...found
        .filter((each) => !pictures.includes(each))
        .map((each) => (isShown(each) ? played(each, chip) : undefined) ?? chip(each)),
    );
    element.toggleAttribute("lone", !text);
  };
}

function gridOf(pictures: readonly Found[], chip: (each: Found) => HTMLElement): HTMLElement {
  const grid = make("div", "", { className: pictures.length > 1 ? "pictures" : "picture" });
  for (const each of pictures) {
    const { file, href = "", name } = each;
    const image = make("img", "image", {
      alt: name,
      loading: "lazy",
      decoding: "async",
      referrerPolicy: "no-referrer",
      // Room is left for it before it is here; what nobody measured gets a square.
      width: file.width ?? 240,
      height: file.height ?? 240,
    });
    const link = make("a", "", { href, target: "_blank", rel: "noopener noreferrer" }, image);
    image.onerror = () => {
      grid.after(chip(each));
      link.remove();
      if (!grid.childElementCount) grid.remove();
    };
    image.src = href;
    grid.append(link);
  }
  return grid;
}

/** With the browser's own controls, where it knows how to play it. Nothing of it is fetched before it is played, but for a film's first picture. */
function played(each: Found, chip: (each: Found) => HTMLElement): HTMLElement | undefined {
  const { file, href, name } = each;
  const kind = /^(audio|video)\//.exec(file.type)?.[1] as "audio" | "video" | undefined;
  if (!kind || !href) return undefined;
  const player = make(kind, kind, { controls: true, preload: kind === "audio" ? "none" : "metadata", ariaLabel: name });
  if (!player.canPlayType(file.type)) return undefined;
  if (player instanceof HTMLVideoElement) {
    player.width = file.width ?? 320;
    player.height = file.height ?? 180;
    player.playsInline = true;
  }
  player.onerror = () => player.replaceWith(chip(each));
  player.src = href;
  return player;
}

function chipOf({ href, name }: Found, size: string): HTMLElement {
  const type = typeOf(name);
  const words = make(
    "span",
    "",
    { className: "words" },
    make("bdi", "file-name", { textContent: name, title: name }),
    make(
      "span",
      "size",
      {},
      ...(type ? [make("bdi", "", { textContent: type }), " · "] : []),
      make("bdi", "", { textContent: size }),
    ),
  );
  const children = [icon(filePath), words];
  return href
    ? make(
        "a",
        "attachment",
        {
          href,
          download: name,
          target: "_blank",
          rel: "noopener noreferrer",
          referrerPolicy: "no-referrer",
        },
        ...children,
      )
    : make("span", "attachment", {}, ...children);
}
