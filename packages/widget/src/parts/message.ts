import type { Item } from "@ws-chat/client";
import { againMs } from "../again-ms.ts";
import type { Frame } from "../frame.ts";
import type { WsChat } from "../ws-chat.ts";
import { type Copy, createCopy } from "./copy.ts";
import { messageStyles } from "./message-styles.ts";
import type { CreatePart } from "./part.ts";
import { isGuest } from "./is-guest.ts";
import { isMarkdown } from "./is-markdown.ts";
import { createSharedPlace } from "./shared-place.ts";
import { spoken } from "./spoken.ts";

/** Puts something beside messages of others. */
export interface Adornment {
  /** Brings `lines` of `list` up to date. */
  show(list: HTMLElement, lines: Iterable<Element>): void;
}
interface Kind {
  readonly load: () => Promise<{ create(host: WsChat, frame: Frame, copy: Copy): Adornment }>;
  /** Whether `item`, of somebody else, has it. */
  readonly isFor: (item: Item) => boolean;
}

const kinds: readonly Kind[] = [
  { load: () => import("./copy-buttons.ts"), isFor: () => true },
  { load: () => import("./authors.ts"), isFor: hasFace },
];

/** What messages of others have around them, and what is said of them. */
export const create: CreatePart = (host, frame) => {
  /** `undefined` while it is on its way. */
  const adornments = new Map<Kind, Adornment | undefined>();
  const changes = new MutationObserver(follow);
  const copy = createCopy(frame.root);
  const place = createSharedPlace(host, frame);
  let list: HTMLElement | null = null;
  frame.dress(messageStyles);

  frame.spoken = (message, who, nothing) => {
    const { text, attachments = [], from } = message;
    const words = [isMarkdown(message, host.markdown) ? spoken(text) : text, ...attachments.map(({ name }) => name)];
    const said = words.filter(Boolean).join(" ") || nothing;
    return from.role === "system" ? said : `${who}: ${said}`;
  };

  function follow(records: readonly MutationRecord[]): void {
    const changed = records.map(({ target, addedNodes, nextSibling }) => {
      const line = (target as Element).closest(".chunk > *");
      if (line) return [line];
      // What a line has around it depends on the one before it.
      return target === list
        ? [...addedNodes].flatMap(linesOf)
        : ([...addedNodes, nextSibling ?? []].flat() as Element[]);
    });
    draw(new Set(changed.flat()));
  }

  function draw(lines: Iterable<Element>): void {
    if (!list) return;
    const items = [...lines].flatMap((line) => frame.items.get(line) ?? []);
    for (const kind of kinds) if (!adornments.has(kind) && items.some(kind.isFor)) load(kind);
    for (const adornment of adornments.values()) adornment?.show(list, lines);
    // Those were their own.
    changes.takeRecords();
  }

  function load(kind: Kind): void {
    adornments.set(kind, undefined);
    frame.fetch(kind.load).then(
      ({ create }) => {
        adornments.set(kind, create(host, frame, copy));
        drawAll();
      },
      () =>
        setTimeout(() => {
          adornments.delete(kind);
          if (frame.root.isConnected) drawAll();
        }, againMs),
    );
  }

  const drawAll = (): void => draw([...(list?.children ?? [])].flatMap(linesOf));

  return {
    disconnected: place.disconnected,
    update() {
      place.update();
      const found = frame.root.querySelector<HTMLElement>(".list");
      if (!found || found === list) return;
      list = found;
      changes.observe(list, { childList: true, subtree: true, attributeFilter: ["class"] });
      drawAll();
    },
  };
};

const linesOf = (chunk: Node): Element[] => [...(chunk as Element).children];

/** Whether there is more to see of its author than a name. */
function hasFace(item: Item): boolean {
  if (item.type !== "message" || item.delivery) return false;
  const { from } = item.message;
  return !!from.avatar || from.role === "system" || (!!from.name && !isGuest(from));
}
