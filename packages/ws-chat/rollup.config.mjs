import { globSync } from "node:fs";
import { basename } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { internalNames } from "./internal-names.mjs";
import { letForConst } from "./let-for-const.mjs";
import { minifyTemplates } from "./minify-templates.mjs";
import { thirdParty } from "./third-party.mjs";
import { trimLit } from "./trim-lit.mjs";

const folder = new URL(".", import.meta.url).pathname;

/** Spelled out for directives of other copies of Lit, which never meet ours. */
const litFields = /^_\$[AC]/;

/** `foreign`: most of it is others', who may ask for a property by what its name was. */
const plugins = ({ foreign }) => [
  // Else NODE_ENV would decide which files of Lit.
  nodeResolve({ browser: true, exportConditions: ["production"] }),
  trimLit(),
  minifyTemplates(),
  letForConst(),
  terser({
    module: true,
    ecma: 2022,
    // Smaller after gzip, each of them; "unsafe" only where somebody calls a function with `new`.
    compress: {
      passes: 3,
      keep_fargs: false,
      unsafe_arrows: true,
      unsafe_methods: true,
      lhs_constants: false,
      inline: 1,
    },
    mangle: { properties: !foreign && { regex: new RegExp(`${litFields.source}|${internalNames().source}`) } },
    format: { comments: false },
  }),
  thirdParty(),
];

/** English is in the element. */
const languages = globSync("../widget/src/languages/*.ts", { cwd: folder })
  .map((file) => basename(file, ".ts"))
  .filter((language) => language !== "en");

/**
 * What is loaded when it is needed. Each is bundled by itself, so that it takes nothing from the module which loads it, whatever address that has.
 * Module, as tsc wrote it -> file.
 */
const chunks = {
  "widget/dist/chat-box.js": "ws-chat-box.js",
  "widget/dist/parts/attachments.js": "ws-chat-attachments.js",
  "widget/dist/parts/launcher.js": "ws-chat-launcher.js",
  "widget/dist/parts/near.js": "ws-chat-near.js",
  "widget/dist/parts/copy-buttons.js": "ws-chat-copy.js",
  "widget/dist/parts/markdown.js": "ws-chat-markdown.js",
  "widget/dist/parts/message.js": "ws-chat-message.js",
  "widget/dist/parts/people.js": "ws-chat-people.js",
  "widget/dist/parts/authors.js": "ws-chat-authors.js",
  "widget/dist/parts/rich.js": "ws-chat-rich.js",
  "widget/dist/parts/title-count.js": "ws-chat-title-count.js",
  "widget/dist/parts/uploads.js": "ws-chat-uploads.js",
  "widget/dist/parts/language.js": "ws-chat-language.js",
  "client/dist/link/fallback.js": "ws-chat-http.js",
  "client/dist/upload.js": "ws-chat-upload.js",
  ...Object.fromEntries(languages.map((name) => [`widget/dist/languages/${name}.js`, `ws-chat-${name}.js`])),
};
/** What draws the first that is seen. The launcher, too, but its budget has no room for the line. */
const atOnce = ["ws-chat.js", "ws-chat-lazy.js", "ws-chat-box.js"];
const chunkOf = (id) => Object.entries(chunks).find(([module]) => id.endsWith(module))?.[1];

/** `within`: chunks that are part of the file. */
const bundle = (input, file, { within = [], more = [], ...rest } = {}) => ({
  input: `${folder}../${input}`,
  // The build is quiet unless it fails, so that what rollup warns of must fail it.
  onLog: (level, log, handle) => handle(level === "warn" ? "error" : level, log),
  external: (id) => ![undefined, file, ...within].includes(chunkOf(id)),
  output: {
    file: `${folder}dist/${file}`,
    format: "es",
    inlineDynamicImports: true,
    // The one namespace object, of the part inside, is seen by the element alone.
    freeze: false,
    paths: (id) => `./${chunkOf(id)}`,
  },
  plugins: [...plugins(rest), ...more, atOnce.includes(file) && compiledOnLoad()],
});

/**
 * The script-tag files. `ws-chat.js` has the conversation in it, for pages that show one at once; `ws-chat-lazy.js` has the element alone, which loads
 * the conversation when it is needed.
 */
export default [
  bundle("widget/dist/define.js", "ws-chat.js", {
    within: ["ws-chat-box.js"],
    more: [classicLoader()],
  }),
  bundle("widget/dist/define.js", "ws-chat-lazy.js"),
  ...Object.entries(chunks).map(([input, file]) => bundle(input, file, { foreign: /markdown/.test(file) })),
];

/**
 * Has Chromium compile the file beside the page's main thread while it loads, where else that stops for each function that is called for the first time
 * (V8's explicit compile hints). Of these files, most are. It has to be the first line.
 */
function compiledOnLoad() {
  return {
    name: "compiled-on-load",
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle).filter(({ type }) => type === "chunk")) {
        chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`;
      }
    },
  };
}

/** For pages that cannot write `type="module"`. A classic script cannot be a module, but it can fetch one from beside itself. */
function classicLoader() {
  return {
    name: "classic-loader",
    generateBundle() {
      this.emitFile({
        type: "asset",
        fileName: "ws-chat.classic.js",
        source: 'import(new URL("ws-chat.js",document.currentScript.src));\n',
      });
    },
  };
}
