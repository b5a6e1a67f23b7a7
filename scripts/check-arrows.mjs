import { globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync, Visitor } from "vite";

/** Which way the arrows point: a package's folder, its name, what its sources may import, and whether they may use Node's built-ins. */
export const arrows = {
  protocol: { name: "@ws-chat/protocol", imports: [], builtins: false },
  client: { name: "@ws-chat/client", imports: ["@ws-chat/protocol"], builtins: false },
  widget: {
    name: "@ws-chat/widget",
    imports: ["@ws-chat/client", "@ws-chat/protocol", "lit", "marked", "dompurify", "react", "@lit/react"],
    builtins: false,
  },
  server: { name: "@ws-chat/server", imports: ["@ws-chat/protocol", "@redis/client", "file-type"], builtins: false },
  "server-node": {
    name: "@ws-chat/server-node",
    imports: ["@ws-chat/server", "@ws-chat/protocol", "ws"],
    builtins: true,
  },
  "server-hono": {
    name: "@ws-chat/server-hono",
    imports: ["@ws-chat/server", "@ws-chat/protocol", "hono", "cloudflare:workers"],
    builtins: false,
  },
  "ws-chat": {
    name: "ws-chat",
    imports: ["@ws-chat/widget", "@ws-chat/server", "@ws-chat/server-node", "sirv"],
    builtins: true,
  },
};
const ours = new Set(Object.values(arrows).map((row) => row.name));
/** The one file that opens sockets; a second would have its own idea of a lifecycle. */
const opensSockets = "packages/client/src/link/web-socket-transport.ts";

/** The files for every runtime that ask for a runtime's own module, by a name that not each of them has, and the one that asks for what did not come. */
const asksByName = [
  "packages/server/src/logs/sqlite-database.ts",
  "packages/server/src/uploads/file-system.ts",
  "packages/client/src/late-module.ts",
];

/** What is wrong with the imports of one source file, as lines for people. */
export function faultsOf(file, text) {
  const [, folder] = file.split(sep);
  const row = arrows[folder];
  if (!row) return [`${file}: packages/${folder} has no row in scripts/check-arrows.mjs`];
  const isTest = /\.test(-d|-support)?\.ts$/.test(file);
  const faults = [];
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) faults.push(`does not parse: ${errors[0].message}`);
  const check = ({ source }) => {
    if (typeof source?.value !== "string") return;
    const fault = faultOf(source.value, { file, row, isTest });
    if (fault) faults.push(fault);
  };
  new Visitor({
    ImportDeclaration: check,
    ExportAllDeclaration: check,
    ExportNamedDeclaration: check,
    ImportExpression(node) {
      check(node);
      if (node.source.type !== "Literal" && !row.builtins && !isTest && !asksByName.includes(file))
        faults.push(`imports by a name that is not written out; only ${asksByName.join(" and ")} may`);
    },
    TSImportType: check,
    NewExpression({ callee }) {
      const name = callee.type === "MemberExpression" ? callee.property.name : callee.name;
      if (name === "WebSocket" && !isTest && file !== opensSockets)
        faults.push(`opens a WebSocket; only ${opensSockets} may`);
    },
  }).visit(program);
  return faults.map((fault) => `${file}: ${fault}`);
}

function faultOf(specifier, { file, row, isTest }) {
  if (specifier.startsWith(".")) {
    const target = relative(".", resolve(dirname(file), specifier));
    const home = file.split(sep).slice(0, 3).join(sep);
    return target.startsWith(home + sep) ? undefined : `imports ${specifier}, outside its own ${home}`;
  }
  if (isBuiltin(specifier))
    return row.builtins || isTest ? undefined : `imports ${specifier}; ${row.name} runs where there is no Node`;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (ours.has(name) && /^\/(src|dist)(\/|$)/.test(specifier.slice(name.length)))
    return `imports ${specifier}, the inside of ${name}`;
  if (name === row.name || row.imports.includes(name)) return undefined;
  return isTest && !ours.has(name)
    ? undefined
    : `imports ${specifier}; ${row.name} may import ${row.imports.join(", ") || "nothing"}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = globSync("packages/*/src/**/*.ts");
  const faults = files.flatMap((file) => faultsOf(file, readFileSync(file, "utf8")));
  for (const fault of faults) console.error(fault);
  console.log(`${files.length} sources, ${faults.length} wrong arrows`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
