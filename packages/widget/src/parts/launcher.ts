import { storagePrefix } from "@ws-chat/client";
import { WsChatHideEvent, WsChatShowEvent } from "./launcher-events.ts";
import { english } from "./launcher-strings.ts";
import { launcherStyles } from "./launcher-styles.ts";
import { icon, make } from "./make.ts";
import type { CreatePart } from "./part.ts";

/** Up to this width the panel is the whole screen, as its style sheet says. */
const phone = "(max-width: 479px)";
const maxBadge = 99;

/**
 * The button in the corner and the panel that it opens. While the panel is closed and the visitor has never written, nothing is loaded, connected or
 * stored. The tab remembers a panel that was left open.
 */
export const create: CreatePart = (host, frame) => {
  const shadow = frame.root;
  const bubble = icon("M2.8 12.6 3.6 10A5.8 5 0 1 1 6 12.2Z");
  const chevron = icon("m4 6.2 4 4 4-4");
  const badge = make("span", "badge");
  const button = make(
    "button",
    "launcher",
    { ariaHasPopup: "dialog" },
    make("slot", "", { name: "launcher" }, bubble, chevron),
    badge,
  );
  const close = make("button", "close", {}, icon("m4 4 8 8M12 4l-8 8"));
  const place = make("div", "", { className: "place" });
  const panel = make("div", "panel", { role: "dialog", hidden: true }, close, place);
  // What is in a closed panel is said to nobody, and a button's new name neither.
  const status = make("span", "", { className: "hidden", role: "status" });
  let isOpen = false;
  // A client of the page's own has a storage of its own.
  let url: unknown = frame;
  let prefix: string;
  let kept: string | undefined;
  let told: string | undefined;
  let watching: AbortController | undefined;

  shadow.replaceChildren(panel, button, status);
  frame.root = place;
  frame.dress(launcherStyles);
  frame.isNeeded = () => isOpen || host.loading === "eager" || host.client || isKnown();

  button.addEventListener("click", () => {
    host.toggle();
    // The visitor asked for it; code that opens a panel moves nobody's cursor.
    if (host.open) void host.updateComplete.then(() => host.open && host.focus());
  });
  close.addEventListener("click", () => host.hide());
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    event.stopPropagation();
    host.hide();
  });

  /** Finds what the device and the tab keep of the conversation at `url`. */
  function find(): void {
    prefix = prefixOf((url = host.url));
    kept = frame.seen = stored<string>(() => localStorage[`${prefix}seen`]);
    // A whole screen that opens by itself would hide the page that was asked for.
    if (stored(() => sessionStorage[`${prefix}open`]) && !isWhole()) host.open = true;
    // Now it is known what is needed.
    host.requestUpdate();
  }

  /** The visitor has written before. */
  function isKnown(): boolean | undefined {
    return stored(() => Object.keys(localStorage).some((key) => key.startsWith(prefix)));
  }

  function turn(): void {
    const Turn = host.open ? WsChatShowEvent : WsChatHideEvent;
    if (!host.dispatchEvent(new Turn())) {
      host.open = isOpen;
      return;
    }
    const hadFocus = panel.contains(host.shadowRoot?.activeElement ?? null);
    isOpen = host.open;
    panel.hidden = !isOpen;
    panel.ariaModal = String(isWhole());
    if (hadFocus) button.focus();
    stored(() => (isOpen ? (sessionStorage[`${prefix}open`] = 1) : delete sessionStorage[`${prefix}open`]));
    watch();
  }

  /** A phone's keyboard covers what is fixed to the screen; the panel ends where it begins, and with who leaves it. */
  function watch(): void {
    watching?.abort();
    if (!isOpen) return;
    watching = new AbortController();
    // Nobody sees where they are behind a whole screen.
    document.addEventListener(
      "focusin",
      (event) => isWhole() && !event.composedPath().includes(host) && host.hide(),
      watching,
    );
    const { visualViewport: seen } = globalThis;
    if (!seen) return;
    const fit = (): void => {
      panel.style.setProperty("--_height", `${seen.height}px`);
      panel.style.setProperty("--_top", `${seen.offsetTop}px`);
    };
    seen.addEventListener("resize", fit, watching);
    seen.addEventListener("scroll", fit, watching);
    fit();
  }

  return {
    connected: watch,
    update() {
      const { openChat, closeChat, unread } = { ...english, ...frame.words, ...host.strings };
      if (host.url !== url) find();
      if (host.open !== isOpen) turn();
      const count = frame.unread;
      badge.textContent = count > maxBadge ? `${maxBadge}+` : count ? String(count) : "";
      button.ariaExpanded = String(isOpen);
      button.ariaLabel = isOpen ? closeChat : count ? `${openChat}, ${unread(count)}` : openChat;
      close.ariaLabel = closeChat;
      const news = count && !isOpen ? unread(count) : "";
      if (news !== told) status.textContent = told = news;
      panel.ariaLabel = host.heading ?? openChat;
      if (!isOpen || frame.seen === kept) return;
      kept = frame.seen;
      stored(() => (localStorage[`${prefix}seen`] = kept));
    },
    disconnected: () => watching?.abort(),
  };
};

const isWhole = (): boolean => matchMedia(phone).matches;

/** What this device keeps of the conversation is under names that begin so. */
function prefixOf(url: string | undefined): string {
  try {
    if (url) return storagePrefix(url);
  } catch (error) {
    // A wrong `url`: the page's author reads why. The button is there all the same, and what it opens shows what is inside the element.
    reportError(error);
    return `ws-chat ${url} `;
  }
  return "ws-chat ";
}

/** `undefined` where storage is forbidden. */
function stored<Value>(act: () => Value): Value | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
