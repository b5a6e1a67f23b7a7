import { againMs } from "../again-ms.ts";
import type { Frame } from "../frame.ts";
import { langOf } from "../locale.ts";
import type { Strings } from "../strings.ts";
import type { WsChat } from "../ws-chat.ts";
import type { Part } from "./part.ts";

/** By their primary subtag; English is there already. */
const languages = {
  ar: () => import("../languages/ar.ts"),
  de: () => import("../languages/de.ts"),
  es: () => import("../languages/es.ts"),
  fr: () => import("../languages/fr.ts"),
  he: () => import("../languages/he.ts"),
  ja: () => import("../languages/ja.ts"),
  pt: () => import("../languages/pt.ts"),
  zh: () => import("../languages/zh.ts"),
};
const names = Object.keys(languages) as (keyof typeof languages)[];

/** Has the element speak the language that it inherits, in English words where there are no others. It is there once the words are. */
export async function create(host: WsChat, frame: Frame): Promise<Part> {
  /** The language that the words are in, or will be. */
  let current: keyof typeof languages | undefined;

  /** Until the words of another language are here, those of the one before stay. */
  async function speak(): Promise<void> {
    // Not `:lang()`, which in Firefox ends at a shadow root.
    const subtag = langOf(host).split("-")[0]?.toLowerCase();
    const wanted = names.find((name) => name === subtag);
    if (wanted === current) return;
    current = wanted;
    const words = wanted && (await frame.fetch<{ readonly strings: Strings }>(languages[wanted]).catch(again))?.strings;
    // It may have changed meanwhile.
    if (wanted !== current) return;
    frame.words = words;
    host.requestUpdate();
  }

  /** A network that is away now may be there later. */
  function again(): undefined {
    setTimeout(() => {
      current = undefined;
      if (host.isConnected) host.requestUpdate();
    }, againMs);
  }

  await speak();
  return { update: () => void speak() };
}
