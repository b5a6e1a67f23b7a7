import type { MarkedToken, Token, Tokens } from "marked";

type Attributes = Readonly<Record<string, string | number | undefined>>;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi;

/** The elements that `tokens` stand for. HTML among them stays text, so that there is nowhere any to be parsed. */
export function nodesOf(tokens: readonly Token[] = []): Node[] {
  // Without extensions of the parser there are no others.
  return (tokens as MarkedToken[]).flatMap(nodeOf);
}

function nodeOf(token: MarkedToken): Node | Node[] {
  switch (token.type) {
    case "space":
    case "def":
      return [];
    case "paragraph":
      return make("p", { dir: "auto" }, nodesOf(token.tokens));
    case "heading":
      // No heading: it would stand in the page's outline.
      return make("p", { dir: "auto", class: `heading-${token.depth}` }, [make("strong", {}, nodesOf(token.tokens))]);
    case "code": {
      const language = token.lang?.match(/^[\w+#.-]+/)?.[0];
      return make("pre", { dir: "ltr" }, [make("code", { class: language && `language-${language}` }, [token.text])]);
    }
    case "blockquote":
      return make("blockquote", { dir: dirOf(token) }, nodesOf(token.tokens));
    case "hr":
    case "br":
      return make(token.type);
    case "list": {
      const start = token.start === "" || token.start === 1 ? undefined : token.start;
      return make(token.ordered ? "ol" : "ul", { start }, token.items.map(itemOf));
    }
    case "list_item":
      return itemOf(token);
    case "checkbox":
      return text(token.checked ? "☑ " : "☐ ");
    case "table":
      return make("table", { dir: dirOf(token) }, [
        make("thead", {}, [rowOf("th", token.header)]),
        make(
          "tbody",
          {},
          token.rows.map((row) => rowOf("td", row)),
        ),
      ]);
    case "html":
      if (/^<br\s*\/?>$/i.test(token.text)) return make("br");
      return token.block ? make("p", { dir: "auto", class: "typed" }, [token.text.trimEnd()]) : text(token.text);
    case "strong":
    case "em":
    case "del":
      return make(token.type, {}, nodesOf(token.tokens));
    case "codespan":
      return make("code", {}, [token.text]);
    case "link":
      return make("a", { href: token.href, title: token.title ?? undefined }, nodesOf(token.tokens));
    case "image":
      // Loaded, it would tell its host who reads this.
      return make("a", { href: token.href }, [token.text || token.href]);
    case "text":
      return token.tokens ? nodesOf(token.tokens) : text(decode(token.text));
    case "escape":
      return text(token.text);
  }
}

/** The way of its first letter. Of paragraphs and cells, which have ways of their own, `auto` sees nothing. */
const dirOf = ({ raw }: Token): string => (/^\P{L}*[\u0590-\u08ff\ufb1d-\ufefc]/u.test(raw) ? "rtl" : "ltr");

const itemOf = (item: Tokens.ListItem): Element => make("li", { dir: "auto" }, nodesOf(item.tokens));

const rowOf = (name: string, cells: readonly Tokens.TableCell[]): Element =>
  make(
    "tr",
    {},
    cells.map(({ align, tokens }) => make(name, { dir: "auto", align: align ?? undefined }, nodesOf(tokens))),
  );

function make(name: string, attributes: Attributes = {}, children: readonly (Node | string)[] = []): Element {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, `${value}`);
  element.append(...children);
  return element;
}

const text = (data: string): Text => document.createTextNode(data);

function decode(data: string): string {
  return data.replaceAll(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return entities[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? "", 16);
    return code && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
