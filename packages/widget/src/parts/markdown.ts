import createPurifier, { type Config } from "dompurify";
import { Lexer, type Token } from "marked";
import { createCopy } from "./copy.ts";
import { type CopyStrings, english as copying } from "./copy-strings.ts";
import { mend } from "./markdown-mend.ts";
import { nodesOf } from "./markdown-nodes.ts";
import { patch } from "./markdown-patch.ts";
import type { Frame } from "../frame.ts";
import type { DrawBody } from "./late-bodies.ts";
import { markdownStyles } from "./markdown-styles.ts";
import type { RichStrings } from "./rich-strings.ts";

/** A piece of a text that stands by itself, and where in the text it starts. */
interface Block {
  readonly start: number;
  readonly raw: string;
  readonly tokens: readonly Token[];
}
interface Drawn {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** What comes may still join the last block to the one before. */
const openBlocks = 2;

/** Deeper, in more columns or with longer addresses than anybody reads: a few thousand characters of those keep a parser busy for seconds. */
const excess = /^[ \t]*(?:>[ \t]?|[-+*][ \t]+|\d{1,9}[.)][ \t]+){32}|(?:\|[ \t]*:?-+:?[ \t]*){24}|[\w.+-]{300}@/m;

const allowed = {
  ALLOWED_TAGS: "a blockquote br code del div em hr li ol p pre strong table tbody td th thead tr ul #text".split(" "),
  ALLOWED_ATTR: ["align", "class", "dir", "href", "start", "title"],
  ADD_URI_SAFE_ATTR: ["align", "dir", "start"],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  IN_PLACE: true,
  // Nothing is parsed here, and a page may forbid to make a policy.
  TRUSTED_TYPES_POLICY: null,
} satisfies Config;

export function create(frame: Frame): DrawBody {
  const drawn = new WeakMap<Element, Drawn>();
  const copy = createCopy(frame.root);
  let copied: string;
  frame.dress(markdownStyles);

  function copyCode({ target }: Event): void {
    const button = (target as Element).closest<HTMLElement>(".copy");
    if (button) void copy(button.closest(".code")?.querySelector("code")?.textContent ?? "", button, copied);
  }

  return (element, { message, streaming: isRunning }, given) => {
    const strings = { ...copying, ...given };
    const text = message.text.replaceAll(/\r\n?/g, "\n");
    if (excess.test(text)) throw new RangeError("more than Markdown is good for");
    copied = strings.copied;
    const last = drawn.get(element);
    if (!last) {
      element.replaceChildren();
      element.addEventListener("click", copyCode);
    }
    const known = isRunning && last && text.startsWith(last.text) ? last.blocks : [];
    const blocks = read(text, known.slice(0, -openBlocks), known.at(-openBlocks)?.start ?? 0, isRunning);
    blocks.forEach((block, index) => {
      if (block.raw === known[index]?.raw) return;
      const fresh = draw(block, strings);
      const old = element.children[index];
      if (old) patch(old, fresh);
      else element.append(fresh);
    });
    while (element.children.length > blocks.length) element.lastElementChild?.remove();
    drawn.set(element, { text, blocks });
  };
}

/** `kept`, and the blocks of what comes `from` there. */
function read(text: string, kept: readonly Block[], from: number, isRunning: boolean): readonly Block[] {
  const rest = text.slice(from);
  const tokens = isRunning ? lexRunning(rest) : Lexer.lex(rest);
  const blocks = [...kept];
  let start = from;
  for (const token of tokens) {
    const { raw, type } = token;
    if (type !== "space" && type !== "def") blocks.push({ start, raw, tokens: [token] });
    start += raw.length;
  }
  return blocks;
}

function lexRunning(text: string): readonly Token[] {
  const tokens = Lexer.lex(text);
  const last = tokens.at(-1);
  if (last?.type === "table") return tokens;
  // In code every mark stands for itself, but a fence that is about to close it.
  const whole = last?.type === "code" ? text.replace(/\n[`~]{1,2}$/, "") : mend(text);
  return whole === text ? tokens : Lexer.lex(whole);
}

function draw({ tokens }: Block, strings: RichStrings & CopyStrings): Element {
  const block = document.createElement("div");
  block.append(...nodesOf(tokens));
  createPurifier.sanitize(block, allowed);
  for (const link of block.querySelectorAll("a[href]")) {
    set(link, { part: "link", target: "_blank", rel: "noopener noreferrer" });
  }
  for (const code of block.querySelectorAll("pre")) frameCode(code, strings);
  for (const table of block.querySelectorAll("table")) {
    const scroller = document.createElement("div");
    set(scroller, {
      class: "scroll",
      part: "table",
      role: "group",
      tabindex: "0",
      "aria-label": strings.table,
      dir: table.dir,
    });
    table.replaceWith(scroller);
    scroller.append(table);
  }
  return block;
}

/** A line with its language and a button, above code that scrolls in itself. */
function frameCode(code: Element, strings: RichStrings & CopyStrings): void {
  const language = code.firstElementChild?.className.replace("language-", "") ?? "";
  const [around, bar, label, button] = ["div", "div", "span", "button"].map((name) => document.createElement(name));
  if (!around || !bar || !label || !button) return;
  set(around, { class: "code", part: "code" });
  set(bar, { class: "bar" });
  set(button, { type: "button", class: "link copy", part: "action copy" });
  label.textContent = language;
  button.textContent = strings.copy;
  bar.append(label, button);
  set(code, { role: "group", tabindex: "0", "aria-label": language || strings.code });
  code.replaceWith(around);
  around.append(bar, code);
}

function set(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
