import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, it } from "vitest";
import bundles from "../packages/ws-chat/rollup.config.mjs";
import { scriptFiles } from "../scripts/script-files.mjs";

it("the package exports each script file that is built, and no other", () => {
  const built = bundles.map(({ output }) => basename(output.file));
  expect(scriptFiles.toSorted()).toEqual([...built, "ws-chat.classic.js"].toSorted());
});

it("the package's page lists each of them", () => {
  const page = readFileSync("packages/ws-chat/README.md", "utf8");
  expect(scriptFiles.filter((file) => !page.includes(`\`${file}\``))).toEqual([]);
});

it.each(["ws-chat.js", "ws-chat-lazy.js", "ws-chat-box.js"])(
  "%s begins with what has it compiled while it loads",
  (file) => {
    // V8 looks for the hint in the first line alone.
    expect(readFileSync(`packages/ws-chat/dist/${file}`, "utf8").split("\n", 1)).toEqual([
      "//# allFunctionsCalledOnLoad",
    ]);
  },
);
