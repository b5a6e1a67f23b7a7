import { readFileSync } from "node:fs";

const { exports } = JSON.parse(readFileSync(new URL("../packages/ws-chat/package.json", import.meta.url), "utf8"));

/** The script-tag files, as their package names them. */
export const scriptFiles = Object.keys(exports)
  .filter((name) => name.endsWith(".js"))
  .map((name) => name.slice("./".length));
