import { globSync, readFileSync } from "node:fs";

const packages = new URL("../", import.meta.url).pathname;

/** What others know by its name: the wire, public types, what storage keeps, and what the files say to each other. */
const shared = [
  "protocol/dist/*.d.ts",
  "client/dist/{chat-client,unsent,link/transport}.d.ts",
  "widget/dist/{ws-chat,reactive-element,events,strings,frame,chat-box}.d.ts",
  "widget/dist/parts/{part,copy-strings,copy-buttons-strings,launcher-strings,people-strings,authors-strings,rich-strings,upload-strings}.d.ts",
];
const comment = /\/\*[^]*?\*\//g;
/** A name in quotes may be how a property is asked for. */
const quoted = /(?<=")\w+(?=")/g;

/**
 * Matches the names of properties that client and widget alone declare, so that a minifier may choose others. A name from elsewhere,
 * as the browser's are, is declared by neither, or by the minifier's own list.
 */
export function internalNames() {
  const declared = wordsIn(["{client,widget}/dist/**/*.d.ts"], /\w+(?=\??[:(])/g);
  const known = wordsIn(shared, /\w+/g).union(wordsIn(["{protocol,client,widget}/dist/**/*.{js,d.ts}"], quoted));
  return new RegExp(`^(${[...declared.difference(known)].join("|")})$`);
}

function wordsIn(patterns, word) {
  const texts = globSync(patterns, { cwd: packages }).map((file) => readFileSync(packages + file, "utf8"));
  return new Set(texts.flatMap((text) => text.replaceAll(comment, "").match(word) ?? []));
}
