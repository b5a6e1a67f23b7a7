import { globSync, readFileSync } from "node:fs";

/** What a script file says of the code of others in it. */
const notices = {
  "lit-html": "Lit, Copyright 2017 Google LLC, BSD-3-Clause",
  marked: "marked, Copyright 2011-2018 Christopher Jeffrey, 2018 MarkedJS, MIT",
  dompurify: "DOMPurify, Copyright Cure53 and others, Apache-2.0 or MPL-2.0",
};

const moduleOfPackage = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//;

/** Puts the notices above the code, and the licences in full beside the file, as each of them asks: `ws-chat.js.LICENSE.txt`. */
export function thirdParty() {
  return {
    name: "third-party",
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle).filter(({ type }) => type === "chunk")) {
        const folders = new Map();
        for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
          const [, folder, name] = moduleOfPackage.exec(id) ?? [];
          if (name && renderedLength > 0) folders.set(name, folder);
        }
        if (folders.size === 0) continue;
        const unknown = [...folders.keys()].filter((name) => !notices[name]);
        if (unknown.length) this.error(`third-party.mjs has no notice for ${unknown.join(", ")}`);
        chunk.code = `/* @license ${[...folders.keys()].map((name) => notices[name]).join("; ")} */\n${chunk.code}`;
        const source = [...folders].map(([name, folder]) => `${name}\n\n${licenseIn(folder)}\n`).join("\n\n");
        this.emitFile({ type: "asset", fileName: `${chunk.fileName}.LICENSE.txt`, source });
      }
    },
  };
}

function licenseIn(folder) {
  const [file] = globSync(`${folder}/LICENSE{,.md,.txt}`);
  return readFileSync(file, "utf8").trim();
}
