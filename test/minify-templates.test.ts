import { parseAst } from "rollup/parseAst";
import { expect, it } from "vitest";
import { minifyTemplates } from "../packages/ws-chat/minify-templates.mjs";

function minified(code: string): string {
  const build = {
    parse: parseAst,
    error(message: string): never {
      throw new Error(message);
    },
  };
  return minifyTemplates().transform.call(build, code, "/widget/dist/x.js")?.code ?? "";
}

it.each([
  "html`<p>${a} and ${b}</p>`",
  'html`<p class="a b" title=${a} ?hidden=${b}>${c}</p>`',
  "html`<button type=button @click=${a}></button><path d=${b} />`",
  "html`<textarea\n  rows=1\n  placeholder=${a}\n></textarea>`",
  "html`<p .textContent=${a}></p>`",
])("a value may be a child or a whole attribute: %s", (template) => {
  expect(minified(template)).toContain("${a}");
});

it.each([
  'html`<p class="a ${b}"></p>`',
  "html`<p class='${a}'></p>`",
  'html`<p title="${a}"></p>`',
  "html`<p class=${a}b></p>`",
  "html`<p class=${a}${b}></p>`",
  "html`<p class=a-${b}></p>`",
  "html`<p ${a}></p>`",
  "html`<${a}></${a}>`",
  "html`<!-- ${a} -->`",
  "html`<!-- none -->${a}`",
  "html`<textarea>${a}</textarea>`",
  "html`<style>p { color: ${a} }</style>`",
  "html`<p>so much = ${a}, x =${b}</p>`",
])("a value anywhere else fails the build: %s", (template) => {
  expect(() => minified(template)).toThrow("lets none stand");
});
