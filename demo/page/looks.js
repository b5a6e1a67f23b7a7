import { createCodeBlock } from "./code-block.js";
import { languages } from "./languages.js";
import { link, unlink } from "./links.js";
import { markupOf } from "./markup.js";

const form = document.querySelector("#looks form");
const stage = document.querySelector("#looks iframe");
const snippet = createCodeBlock("What runs here");
const [accent, hasAccent] = [form.elements.accent, form.elements["own-accent"]];
/** Of the document on the stage, once it is there. */
let chat;
let sheet;
let dress;

form.querySelector(".snippet").append(snippet.block);
for (const [tag, { name }] of Object.entries(languages)) form.elements.language.append(new Option(name, tag));
for (const option of form.elements.language.options) option.lang = option.value;
form.addEventListener("submit", (event) => event.preventDefault());
accent.addEventListener("input", () => {
  hasAccent.checked = true;
});
form.addEventListener("input", apply);
form.addEventListener("change", apply);
form.querySelector("[name=open]").addEventListener("click", () => chat?.toggle());
stage.addEventListener("load", begin);
if (stage.contentDocument?.readyState === "complete") begin();

/** A document of its own, so that the theme, the language and the width of a phone are those of the chat alone. */
function begin() {
  const { contentDocument: page, contentWindow } = stage;
  if (!page?.querySelector("script")) return;
  if (chat) unlink(chat);
  sheet = new contentWindow.CSSStyleSheet();
  page.adoptedStyleSheets = [sheet];
  chat = page.createElement("ws-chat");
  chat.launcher = form.elements.form.value === "launcher";
  dress = page.createElement("link");
  dress.rel = "stylesheet";
  apply();
  page.body.append(chat);
  if (!chat.launcher) link(chat);
  chat.addEventListener("ws-chat-show", () => link(chat));
  chat.addEventListener("ws-chat-status", () => document.dispatchEvent(new Event("ws-chat-status")));
}

/** Has the stage look as the form says. */
function apply() {
  const { form: shape, width, placement, theme, scheme, language } = Object.fromEntries(new FormData(form));
  const file = shape === "launcher" ? "/stage-launcher.html" : "/stage.html";
  form.dataset.form = shape;
  stage.dataset.width = width;
  if (new URL(stage.src).pathname !== file) {
    stage.src = file;
    return;
  }
  const page = stage.contentDocument;
  const { heading, dir } = languages[language];
  page.documentElement.lang = language;
  page.documentElement.dir = dir ?? "";
  if (!dir) page.documentElement.removeAttribute("dir");
  setAttributes({ url: `/shop/${language}`, launcher: shape === "launcher" ? "" : undefined, placement, heading });
  dress.setAttribute("href", `/ws-chat-themes/${theme}.css`);
  if (theme) page.head.append(dress);
  else dress.remove();
  const rules = [
    scheme && `:root { color-scheme: ${scheme}; }`,
    hasAccent.checked && `ws-chat { --ws-chat-accent: ${accent.value}; }`,
  ].filter(Boolean);
  sheet.replaceSync(rules.join("\n"));
  snippet.show(documentOf(page, rules));
}

function setAttributes({ placement, launcher, ...others }) {
  const isStart = launcher !== undefined && placement === "start";
  for (const [name, value] of Object.entries({ ...others, launcher, placement: isStart ? placement : undefined })) {
    if (value === undefined) chat.removeAttribute(name);
    else if (chat.getAttribute(name) !== value) chat.setAttribute(name, value);
  }
}

/** The lines of that page which make the chat. */
function documentOf(page, rules) {
  const { lang, dir } = page.documentElement;
  const [script] = [...page.scripts].filter((one) => one.src.includes("/ws-chat"));
  return [
    `<html lang="${lang}"${dir && ` dir="${dir}"`}>`,
    dress.isConnected && `<link rel="stylesheet" href="${dress.getAttribute("href")}">`,
    rules.length > 0 && `<style>\n${rules.map((rule) => `  ${rule}\n`).join("")}</style>`,
    `<script type="module" src="${script.getAttribute("src")}"></script>`,
    markupOf(chat),
  ]
    .filter(Boolean)
    .join("\n");
}
