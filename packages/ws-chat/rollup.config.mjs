import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { internalNames } from "./internal-names.mjs";
import { letForConst } from "./let-for-const.mjs";
import { minifyTemplates } from "./minify-templates.mjs";

const folder = new URL(".", import.meta.url).pathname;

// One notice for what Lit's modules each repeat.
const licence = "/* @license Lit, Copyright 2017 Google LLC, BSD-3-Clause */";

/** Spelled out for directives of other copies of Lit, which never meet ours. */
const litFields = /^_\$[AC]/;

/** `preamble`: what stands above the code. */
const plugins = (preamble) => [
  nodeResolve({ browser: true }),
  minifyTemplates(),
  letForConst(),
  terser({
    module: true,
    ecma: 2022,
    // Smaller after gzip, each of them; "unsafe" only where somebody calls a function with `new`.
    compress: {
      passes: 2,
      keep_fargs: false,
      unsafe_arrows: true,
      unsafe_methods: true,
      lhs_constants: false,
      inline: 1,
    },
    mangle: { properties: { regex: new RegExp(`${litFields.source}|${internalNames().source}`) } },
    format: { comments: false, preamble },
  }),
];

/** Of the module that is loaded where WebSocket is blocked. */
const fallback = /\/link\/fallback\.js$/;

/**
 * The script-tag files, from what tsc wrote: one module with everything in it but what few need, which is bundled by itself so that it
 * takes nothing from the module beside it, whatever address that was loaded by; and a classic script that loads it.
 */
export default [
  {
    input: `${folder}../widget/dist/define.js`,
    external: fallback,
    output: {
      file: `${folder}dist/ws-chat.js`,
      format: "es",
      paths: (id) => (fallback.test(id) ? "./ws-chat-http.js" : id),
    },
    plugins: [...plugins(licence), classicLoader()],
  },
  {
    input: `${folder}../client/dist/link/fallback.js`,
    output: { file: `${folder}dist/ws-chat-http.js`, format: "es" },
    plugins: plugins(),
  },
];

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
