import { globSync, readFileSync } from "node:fs";

const widget = new URL("../widget/dist/", import.meta.url).pathname;

/** Takes out of `css` and `html` literals what only people read. */
export function minifyTemplates() {
  return {
    name: "minify-templates",
    transform(code, id) {
      if (!id.includes("/widget/dist/")) return null;
      const edits = [];
      visit(this.parse(code), (node) => {
        const minify = node.type === "TaggedTemplateExpression" && minifiers[node.tag.name];
        if (!minify) return;
        const texts = node.quasi.quasis.map(({ value }) => minify(value.raw));
        if (node.tag.name === "html" && !fitsTrimmedLit(texts.join(hole))) {
          this.error(`${id}: a value stands where trim-lit.mjs lets none stand`);
        }
        for (const [at, { start, end }] of node.quasi.quasis.entries()) edits.push({ start, end, text: texts[at] });
        // Without its tag, which returns it as it stands, a text is a constant that the minifier joins with others.
        if (node.tag.name === "css" && !node.quasi.quasis.some(({ value }) => value.raw.includes("\\")))
          edits.push({ start: node.tag.start, end: node.tag.end, text: "" });
      });
      let out = code;
      for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start)) {
        out = out.slice(0, start) + text + out.slice(end);
      }
      return { code: out, map: null };
    },
  };
}

/** Custom properties of the element's own -> a letter each, the same in all files. Those that code sets keep their names. */
const letters = new Map(
  wordsIn(/--_[a-z-]+/g)
    .difference(wordsIn(/(?<=")--_[a-z-]+(?=")/g))
    .values()
    .map((name, index) => [name, `--_${index.toString(36)}`]),
);

function wordsIn(word) {
  const texts = globSync("**/*.js", { cwd: widget }).map((file) => readFileSync(widget + file, "utf8"));
  return new Set(texts.flatMap((text) => text.match(word) ?? []).toSorted());
}

/** Stands for a value. */
const hole = "\0";
const tag = /<\/?[a-z][\w-]*( [.@?]?[\w-]+(=("[^"\0]*"|[^\s"'<>=\0]+|\0(?=[ />])))?)* ?\/?>/g;
const rawText = /<(script|style|textarea|title)\b[^>]*>[^<]*\0/;

/** Whether each value is a child or a whole attribute, and what the text says does not look like one. */
function fitsTrimmedLit(html) {
  return !rawText.test(html) && !/<|=\0/.test(html.replaceAll(tag, ""));
}

const minifiers = {
  css: (text) =>
    text
      .replaceAll(/--_[a-z-]+/g, (name) => letters.get(name) ?? name)
      .replaceAll(/\/\*[^]*?\*\//g, "")
      .replaceAll(/\s+/g, " ")
      .replaceAll(/ ([*/]) /g, "$1")
      .replaceAll(/ ?([{};,>]) ?/g, "$1")
      .replaceAll(/([(:]) | (?=\))/g, "$1")
      .replaceAll(/\b0\./g, ".")
      .replaceAll(";}", "}"),
  // Only whitespace with a line break in it is layout of the source; other spaces may be seen.
  html: (text) =>
    text
      .replaceAll(/>\s*\n\s*(?=<|$)|(?<=^)\s*\n\s*(?=<)/g, (gap) => gap.trim())
      .replaceAll(/\s*\n\s*/g, " ")
      .replaceAll(/="([\w-]+)"(?=[ >])/g, "=$1"),
};

/** Calls `callback` with `node` and every node in it. */
export function visit(node, callback) {
  if (typeof node?.type !== "string") return;
  callback(node);
  for (const child of Object.values(node).flat()) if (child && typeof child === "object") visit(child, callback);
}
