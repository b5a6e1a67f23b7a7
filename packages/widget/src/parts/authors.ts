import type { Author } from "@ws-chat/protocol";
import type { Frame } from "../frame.ts";
import type { WsChat } from "../ws-chat.ts";
import { createFace, pictureOf } from "./faces.ts";
import { isGuest } from "./is-guest.ts";
import { make } from "./make.ts";
import type { Adornment } from "./message.ts";
import { english } from "./authors-strings.ts";
import { authorsStyles } from "./authors-styles.ts";

/** Shows who writes: pictures, roles, and messages that nobody wrote. */
export function create(host: WsChat, frame: Frame): Adornment {
  /** What each picture, and each role, was made from. */
  const sources = new WeakMap<Element, string>();
  frame.dress(authorsStyles);

  /** What an author is, where that is worth a word; a role that a server made up is called as it is. */
  function roleOf(from: Author): string {
    const { role } = from;
    const { operator, bot } = { ...english, ...frame.words, ...host.strings };
    if (role === "operator") return operator;
    if (role === "bot") return bot;
    return isGuest(from) ? "" : role;
  }

  /** Seen beside the name, and read out before it with the first message. */
  function showRole(line: Element, role: string): void {
    const known = line.querySelector(":scope > .role");
    // Not by what it says: who translates the page would be heard, and corrected, for ever.
    if ((known ? sources.get(known) : "") === role) return;
    known?.remove();
    if (!role) return;
    const said = line.matches(".name")
      ? make("bdi", "role", { textContent: role, ariaHidden: "true" })
      : make("span", "", { textContent: role, className: "hidden role" });
    sources.set(said, role);
    if (line.matches(".name")) line.append(said);
    else line.prepend(said);
  }

  /** Beside the first message of a group. */
  function showFace(line: Element, from: Author): void {
    const before = line.previousElementSibling ?? line.parentElement?.previousElementSibling?.lastElementChild;
    const isFirst = !before?.matches(".message:not(.own, .system)");
    const source = `${pictureOf(from)} ${from.name}`;
    const known = line.querySelector(".avatar");
    if (known && isFirst && sources.get(known) === source) return;
    known?.remove();
    if (!isFirst) return;
    const face = createFace(from);
    sources.set(face, source);
    line.prepend(face);
  }

  return {
    show(list, lines) {
      const shown = [...lines].flatMap((line) => {
        const item = frame.items.get(line);
        return item?.type !== "message" || item.delivery || line.matches(".day")
          ? []
          : { line, from: item.message.from };
      });
      if (!list.firstChild) list.classList.remove("faces");
      const hasFaces = list.matches(".faces");
      for (const { line, from } of shown) {
        if (pictureOf(from)) list.classList.add("faces");
        if (from.role === "system") {
          line.classList.add("system");
          line.part.add("system");
          continue;
        }
        const isMessage = line.matches(".message");
        const isNamed = line.matches(".name") || (isMessage && line.previousElementSibling?.matches(".name"));
        showRole(line, isNamed ? roleOf(from) : "");
        if (isMessage && hasFaces) showFace(line, from);
      }
      // With the first picture all others get one, too.
      if (!hasFaces && list.matches(".faces")) this.show(list, list.querySelectorAll(".message"));
    },
  };
}
