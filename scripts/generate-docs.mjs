import { globSync, readFileSync, writeFileSync } from "node:fs";
import { parseSync } from "vite";

/**
 * Writes the parts of documents that repeat a fact of the sources, between `<!-- generated: name -->` and `<!-- end -->`.
 * With --check it writes nothing and fails where a document is out of date.
 */
const source = "packages/protocol/src";
const { closeCodes, closeMeanings } = await import(`../${source}/close-codes.ts`);
const { limits } = await import(`../${source}/limits.ts`);

const documents = {
  "packages/protocol/PROTOCOL.md": { "close-codes": closeCodeTable, limits: limitTable, dialogues },
};

function closeCodeTable() {
  const rows = Object.entries(closeCodes).map(([name, { code, retry }]) => [code, name, retry, closeMeanings[name]]);
  return table(["code", "name", "comes back", "meaning"], rows);
}

function limitTable() {
  const meanings = docComments(`${source}/limits.ts`);
  const rows = Object.entries(limits).map(([name, value]) => [
    `\`${name}\``,
    value.toLocaleString("en"),
    meanings.get(name),
  ]);
  return table(["limit", "value", "meaning"], rows);
}

/** The comment in front of each property of the one object that a file exports. */
function docComments(file) {
  const text = readFileSync(file, "utf8");
  const { program, comments } = parseSync(file, text);
  const [declaration] = program.body.at(-1).declaration.declarations;
  const { properties } = declaration.init.expression ?? declaration.init;
  return new Map(
    properties.map(({ key, start }) => {
      const comment = comments.findLast((each) => each.end <= start);
      const isOwn = comment && text.slice(comment.end, start).trim() === "";
      if (!isOwn) throw new Error(`${file}: ${key.name} has no comment to say what it is`);
      return [key.name, comment.value.replace(/^\*\s*|\s+$/g, "")];
    }),
  );
}

function dialogues() {
  return globSync("packages/protocol/vectors/dialogues/*.json")
    .toSorted()
    .map((file) => {
      const { title, about, steps } = JSON.parse(readFileSync(file, "utf8"));
      return [`### ${title}`, "", about, "", ...steps.map((step, at) => `${at + 1}. ${sentence(step)}`)].join("\n");
    })
    .join("\n\n");
}

function sentence(step) {
  const who = step.peer ? `${step.peer}: ` : "";
  if (step.connect !== undefined)
    return `${who}the client connects${step.connect ? ` to \`${step.connect}\`` : ""}${step.text ? ", offering no subprotocol" : ""}`;
  if (step.wait !== undefined) return `the client waits ${step.wait} ms`;
  if (step.close !== undefined) return `${who}the server closes with ${step.close}`;
  if (step.drop) return `${who}the connection is lost`;
  const [side, content] = step.client === undefined ? ["server", step.server] : ["client", step.client];
  return `${who}${side} \`${typeof content === "string" ? content : JSON.stringify(content)}\``;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const check = process.argv.includes("--check");
let stale = false;
for (const [file, parts] of Object.entries(documents)) {
  const before = readFileSync(file, "utf8");
  const after = Object.entries(parts).reduce((text, [name, make]) => {
    const [start, end] = [`<!-- generated: ${name} -->\n`, "<!-- end -->"];
    const from = text.indexOf(start) + start.length;
    if (from < start.length) throw new Error(`${file} has no part ${name}`);
    const made = make();
    return text.slice(0, from) + (made && `${made}\n`) + text.slice(text.indexOf(end, from));
  }, before);
  if (after === before) continue;
  stale = true;
  if (check) console.error(`${file} is out of date; run: node scripts/generate-docs.mjs`);
  else writeFileSync(file, after);
}
process.exitCode = check && stale ? 1 : 0;
