import { lateModule } from "@ws-chat/client/late-module";
import { againMs } from "./again-ms.ts";
import type { ChatBox } from "./chat-box.ts";
import type { Frame } from "./frame.ts";
import { langOf } from "./locale.ts";
import type { CreatePart, Part } from "./parts/part.ts";
import { host as hostStyles } from "./styles/host.ts";
import type { WsChat } from "./ws-chat.ts";

/** The code behind an element, loaded as it is needed. */
export interface Parts {
  readonly frame: Frame;
  /** Has the conversation do something, at once where it is here. */
  do<Result>(action: (box: ChatBox) => Result | Promise<Result>): Result | Promise<Result>;
  /** Tells all parts that are here. */
  tell(event: "connected" | "disconnected"): void;
  /** Draws what there is and loads what is missing. */
  update(): unknown;
}

type Name = keyof typeof modules;

/** The conversation, where it is needed; other words than English ones, where the page is in another language; the others, where their property is set. */
const modules = {
  box: () => import("./chat-box.ts"),
  rich: () => import("./parts/rich.ts"),
  message: () => import("./parts/message.ts"),
  language: () => import("./parts/language.ts"),
  launcher: () => import("./parts/launcher.ts"),
  lazy: () => import("./parts/near.ts"),
  titleCount: () => import("./parts/title-count.ts"),
  upload: () => import("./parts/uploads.ts"),
  people: () => import("./parts/people.ts"),
};

export function createParts(host: WsChat, root: ShadowRoot, internals: ElementInternals): Parts {
  const styles = [hostStyles];
  const dress = (...more: readonly string[]): void => {
    styles.push(...more);
    // A sheet can be adopted only in the document where it was made.
    const { CSSStyleSheet } = root.ownerDocument.defaultView ?? globalThis;
    root.adoptedStyleSheets = styles.map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
  };
  const frame: Frame = {
    root,
    internals,
    dress,
    unread: 0,
    isNeeded: () => !host.launcher && host.loading !== "lazy",
    items: new WeakMap(),
    fetch: lateModule,
    load,
  };
  /** What is on its way, or here. */
  const loading = new Map<Name, Promise<Part>>();
  const parts: Part[] = [];
  const changes = new MutationObserver(() => host.requestUpdate());

  function load(name: Name): Promise<Part> {
    const known = loading.get(name);
    if (known) return known;
    const made = make(name);
    loading.set(name, made);
    // A network that is away now may be there later, and so may the code. Until then it is not asked for with each word of a reply.
    made.catch(() =>
      setTimeout(() => {
        loading.delete(name);
        if (host.isConnected) host.requestUpdate();
      }, againMs),
    );
    return made;
  }

  async function make(name: Name): Promise<Part> {
    if (name === "box") {
      // The conversation goes where the launcher says, and is not seen in two languages; English is better than none.
      if (host.launcher) await load("launcher");
      if (isNeeded("language")) await load("language").catch(() => {});
    }
    const { create } = await lateModule<{ readonly create: CreatePart }>(modules[name]);
    const part = await create(host, frame);
    if (name === "box") frame.box = part as ChatBox;
    parts.push(part);
    if (host.isConnected) part.connected?.();
    part.update();
    return part;
  }

  function isNeeded(name: Name): unknown {
    if (name === "box") return (host.url || host.client) && frame.isNeeded();
    if (name === "language") return /^(?!en)./i.test(langOf(host));
    // No property says "rich" or "message": they are asked for. Of people the server tells; files are for a conversation that is here.
    return host[name as "launcher"] ?? frame[name as "people"] ?? host.loading === name;
  }

  root.append(document.createElement("slot"));
  dress();
  return {
    frame,
    // The cast: loaded, it is there.
    do: (action) => (frame.box ? action(frame.box) : load("box").then((box) => action(box as ChatBox))),
    tell(event) {
      changes.disconnect();
      // The header is there for what the page puts into it.
      changes.observe(host, { childList: true });
      // An element inherits its language from any that it lies in.
      if (host.isConnected) changes.observe(document, { attributeFilter: ["lang"], subtree: true });
      for (const part of parts) part[event]?.();
    },
    update() {
      for (const part of parts) part.update();
      for (const name in modules) if (isNeeded(name as Name)) void load(name as Name);
      return Promise.allSettled(loading.values());
    },
  };
}
