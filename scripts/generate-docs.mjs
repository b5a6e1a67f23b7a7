import { globSync, readFileSync, writeFileSync } from "node:fs";
import { parseSync } from "vite";

/**
 * Writes the parts of documents that repeat a fact of the sources, between `<!-- generated: name -->` and `<!-- end -->`.
 * With --check it writes nothing and fails where a document is out of date.
 */
const source = "packages/protocol/src";
const { closeCodes, closeMeanings } = await import(`../${source}/close-codes.ts`);
const { limits } = await import(`../${source}/limits.ts`);
const conformance = "../test/conformance";
const { profileMeanings } = await import(`${conformance}/profiles.ts`);
const { rows } = await import(`${conformance}/targets.ts`);
const { claimed } = await import(`${conformance}/claimed.ts`);

const documents = {
  "packages/protocol/PROTOCOL.md": { "close-codes": closeCodeTable, limits: limitTable, dialogues },
  "docs/hosting.md": {
    express: () => listing("demo/servers/express.js"),
    fastify: () => listing("demo/servers/fastify.js"),
    node: () => listing("demo/servers/node.js"),
    bun: () => listing("demo/servers/bun.js"),
    deno: () => listing("demo/servers/deno.js"),
    cloudflare: () => listing("demo/servers/cloudflare/worker.js"),
    wrangler: () => listing("demo/servers/cloudflare/wrangler.jsonc", "jsonc"),
    conformance: conformanceTable,
  },
  "docs/frameworks.md": {
    react: () => listing("examples/react/src/app.tsx", "tsx"),
    vue: () => listing("examples/vue/src/app.vue", "vue"),
    "vue-types": () => listing("examples/vue/src/ws-chat-in-templates.ts", "ts"),
    "vue-config": () => listing("examples/vue/vite.config.mjs"),
    svelte: () => listing("test/frameworks/svelte/src/app.svelte", "svelte"),
    "svelte-types": () => listing("test/frameworks/svelte/src/ws-chat-in-markup.ts", "ts"),
    angular: () => listing("test/frameworks/angular/src/shop.ts", "ts"),
  },
  "docs/text-mode.md": { tornado: () => listing("test/interop/tornado-echo.py", "python") },
  "docs/models.md": { model: () => listing("examples/model/bot.ts", "ts") },
  "docs/conformance.md": { profiles: profileTable, summary },
  "docs/proxies.md": {
    nginx: () => listing("test/proxies/nginx.conf", "nginx"),
    apache: () => listing("test/proxies/apache.conf", "apache"),
    haproxy: () => listing("test/proxies/haproxy.cfg", "haproxy"),
  },
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
      const { title, about, over, server, steps } = JSON.parse(readFileSync(file, "utf8"));
      const by = over === "http" ? " By HTTP." : over === "websocket" ? " By WebSocket." : "";
      const options = server ? ` The server runs with \`${JSON.stringify(server)}\`.` : "";
      return [
        `### ${title}`,
        "",
        about + by + options,
        "",
        ...steps.map((step, at) => `${at + 1}. ${sentence(step)}`),
      ].join("\n");
    })
    .join("\n\n");
}

function sentence(step) {
  const who = step.peer ? `(${step.peer}) ` : "";
  const code = (content) => `\`${typeof content === "string" ? content : JSON.stringify(content)}\``;
  if (step.connect !== undefined) {
    const where = step.connect && ` with ${code(step.connect)}`;
    return `${who}The client connects${where}${step.text ? " and offers no subprotocol" : ""}.`;
  }
  if (step.post) {
    const { at, ...body } = step.post;
    return `${who}Client, by \`POST\`${at && ` to ${code(at)}`}: ${code(body)}`;
  }
  if (step.ends) return `${who}The answer ends.`;
  if (step.client !== undefined) return `${who}Client: ${code(step.client)}`;
  if (Array.isArray(step.server)) return `${who}Server, in any order: ${step.server.map(code).join(" ")}`;
  if (step.server !== undefined) return `${who}Server: ${code(step.server)}`;
  if (step.deltas) {
    const { id, text, startOf } = step.deltas;
    const sum = text === undefined ? `a beginning of ${code(startOf)}` : code(text);
    return `${who}Server: deltas of ${code(id)}, \`i\` from 1, that add up to ${sum}`;
  }
  if (step.close !== undefined) return `${who}The server closes with ${step.close}.`;
  if (step.drop) return `${who}The connection is lost.`;
  if (step.wait !== undefined) return `${who}The client waits ${code(String(step.wait))} ms.`;
  throw new Error(`no words for ${JSON.stringify(step)}`);
}

function listing(file, language = "js") {
  return `\`\`\`${language}\n${readFileSync(file, "utf8").trimEnd()}\n\`\`\``;
}

function conformanceTable() {
  return table(
    ["server", "by WebSocket", "by HTTP", "what differs"],
    rows.map((row) => {
      const { name, without = [], foregoes = {} } = row;
      const differences = Object.entries(foregoes).map(
        ([title, { seen, reason }]) => `not as recommended: ${title} (${reason}: ${seen})`,
      );
      const [asked, askedByHttp] = ["websocket", "http"].map((transport) => claimed(row, transport).length);
      return [
        name,
        `${asked} of ${asked}`,
        askedByHttp === 0 ? "-" : `${askedByHttp} of ${askedByHttp}`,
        without
          .filter((feature) => feature !== "http")
          .map((feature) => `without \`${feature}\``)
          .concat(differences)
          .join("; "),
      ];
    }),
  );
}

/** What `npm run conformance` ends with where nothing is missing. */
function summary() {
  const counts = ["websocket", "http"].map((transport) => claimed({}, transport).length);
  const lines = ["WebSocket", "HTTP"].map(
    (name, at) => `by ${name}: ${counts[at]} passed, 0 failed, 0 not as recommended, 0 not applicable`,
  );
  return ["```", ...lines, "```"].join("\n");
}

function profileTable() {
  return table(
    ["at", "a chat that"],
    Object.entries(profileMeanings).map(([name, meaning]) => [`\`/${name}\``, meaning]),
  );
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
