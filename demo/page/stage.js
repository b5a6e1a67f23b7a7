import { link, unlink } from "./links.js";
import { markupOf } from "./markup.js";

/**
 * A document of its own in `frame`, so that theme, language and the width of a phone are those of its chat alone. `loaded` asks for what is to be
 * shown on a new one; `shown` gets the lines that make what is there.
 */
export function createStage(frame, { shown, loaded }) {
  let chat;
  let sheet;
  let theme;
  let rules = [];

  frame.addEventListener("load", loaded);

  function show(look) {
    const file = look.isLauncher ? "/stage-launcher.html" : "/stage.html";
    const page = frame.contentDocument;
    if (frame.getAttribute("src") !== file) frame.setAttribute("src", file);
    else if (page.readyState === "complete" && page.URL.endsWith(file)) dress(page, look);
  }

  function dress(page, { isLauncher, placement, language, dir, heading, ...colours }) {
    const isNew = chat?.ownerDocument !== page;
    if (isNew) begin(page);
    const root = page.documentElement;
    root.lang = language;
    setAttribute(root, "dir", dir);
    setAttribute(chat, "url", `/shop/${language}`);
    setAttribute(chat, "launcher", isLauncher ? "" : undefined);
    setAttribute(chat, "placement", isLauncher && placement === "start" ? "start" : undefined);
    setAttribute(chat, "heading", heading);
    paint(page, colours);
    if (isNew) page.body.append(chat);
    if (isNew && !isLauncher) link(chat);
    tell(page);
  }

  function begin(page) {
    if (chat) unlink(chat);
    chat = page.createElement("ws-chat");
    chat.addEventListener("ws-chat-show", () => link(chat));
    chat.addEventListener("ws-chat-status", () => document.dispatchEvent(new Event("ws-chat-status")));
    sheet = new page.defaultView.CSSStyleSheet();
    page.adoptedStyleSheets = [sheet];
    theme = page.createElement("link");
    theme.rel = "stylesheet";
    // Some of it the visitor changes, such as whether a launcher is open.
    new MutationObserver(() => tell(page)).observe(chat, { attributes: true });
  }

  function paint(page, { theme: name, scheme, accent }) {
    const href = `/ws-chat-themes/${name}.css`;
    if (!name) theme.remove();
    else if (theme.getAttribute("href") !== href) theme.setAttribute("href", href);
    if (name && !theme.isConnected) page.head.append(theme);
    rules = [];
    if (scheme) rules.push(`:root { color-scheme: ${scheme}; }`);
    if (accent) rules.push(`ws-chat { --ws-chat-accent: ${accent}; }`);
    sheet.replaceSync(rules.join("\n"));
  }

  /** Tells of the lines of the page which make the chat. */
  function tell(page) {
    const { lang, dir } = page.documentElement;
    const [script] = page.querySelectorAll("script[src^='/ws-chat']");
    const lines = [`<html lang="${lang}"${dir && ` dir="${dir}"`}>`];
    if (theme.isConnected) lines.push(`<link rel="stylesheet" href="${theme.getAttribute("href")}">`);
    if (rules.length > 0) lines.push("<style>", ...rules.map((rule) => `  ${rule}`), "</style>");
    lines.push(`<script type="module" src="${script.getAttribute("src")}"></script>`, markupOf(chat));
    shown(lines.join("\n"));
  }

  return { show, toggle: () => chat?.toggle() };
}

function setAttribute(element, name, value) {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
