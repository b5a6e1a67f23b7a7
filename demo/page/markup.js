const maxLine = 60;

/** An element as one would write it: attributes below each other where a line would become long. */
export function markupOf(element) {
  const { localName: name, attributes } = element;
  const written = [...attributes].map(({ name, value }) => (value === "" ? name : `${name}="${escape(value)}"`));
  const content = indented(element.innerHTML);
  const end = `${content && `\n${content}\n`}</${name}>`;
  const line = `<${[name, ...written].join(" ")}>`;
  return line.length <= maxLine ? line + end : `<${name}\n${written.map((one) => `  ${one}\n`).join("")}>${end}`;
}

/** Two spaces deep, whatever it was. */
function indented(markup) {
  const lines = markup
    .trimEnd()
    .split("\n")
    .filter((line) => line.trim());
  const depth = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => `  ${line.slice(depth)}`).join("\n");
}

function escape(value) {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
