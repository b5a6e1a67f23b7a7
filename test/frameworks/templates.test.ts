import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Consumer } from "../pack/consumer.ts";
import { requires } from "../requires.ts";
import { ExampleApp } from "./example-app.ts";

/** Frameworks whose compilers read their templates for types; each wants a TypeScript of its own. */
const frameworks = [
  {
    name: "svelte",
    check: ["svelte-check", "--tsconfig", "tsconfig.json", "--output", "machine"],
    misuse: "src/misuse.svelte",
    wrong: `<script lang="ts"></script>
<ws-chat url={8888}></ws-chat>
<ws-chat onws-chat-message={({ mesage }) => mesage}></ws-chat>
<ws-chat onws-chat-unread={({ count }) => count.toFixed()} onws-chat-show={(event) => event.preventDefault()}></ws-chat>`,
    errors: /^\d+ ERROR "([^"]+)"/gm,
  },
  {
    name: "angular",
    check: ["ngc", "-p", "tsconfig.json"],
    misuse: "src/misuse.ts",
    wrong: `import type { WsChat, WsChatMessageEvent } from "@ws-chat/widget";
export const strings: WsChat["strings"] = { sned: "Go" };
export const textOf = ({ mesage }: WsChatMessageEvent) => mesage;`,
    errors: /^(\S+?):\d+:\d+ - error/gm,
  },
] as const;

let consumer: Consumer;
beforeAll(() => {
  consumer = new Consumer();
}, 240_000);
afterAll(() => consumer?.[Symbol.dispose]());

describe.each(frameworks)("the types in $name", ({ name, check: [tool, ...args], misuse, wrong, errors }) => {
  const source = `test/frameworks/${name}`;
  const isHere = requires(`${source}/node_modules`, ExampleApp.isInstalled(source), "node scripts/ensure-runtimes.mjs");

  it.skipIf(!isHere)(
    "take what docs/frameworks.md shows, and no misuse",
    () => {
      const app = new ExampleApp(source, consumer);
      app.write(misuse, wrong);
      // Colours would stand between the file and what is wrong with it.
      const said = stripVTControlCharacters(app.run(tool, ...args));
      const faulty = [...said.matchAll(errors)].map(([, file]) => file);
      expect(faulty).toEqual([misuse, misuse]);
    },
    120_000,
  );
});
