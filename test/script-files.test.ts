import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { rollup } from "rollup";
import { expect, it } from "vitest";
import bundles from "../packages/ws-chat/rollup.config.mjs";
import { scriptFiles } from "../scripts/script-files.mjs";

it("the package exports each script file that is built, and no other", () => {
  const built = bundles.map(({ output }) => basename(output.file));
  expect(scriptFiles.toSorted()).toEqual([...built, "ws-chat.classic.js"].toSorted());
});

it("are made of what is for production, whatever NODE_ENV says", async () => {
  // Here it says "test", for which Lit has files that warn of themselves.
  expect(process.env["NODE_ENV"]).toBe("test");
  const box = bundles.find(({ output }) => basename(output.file) === "ws-chat-box.js");
  if (!box) throw new Error("there is no such bundle");
  const { input, external, plugins } = box;
  await using made = await rollup({ input, external, plugins });
  const lit = made.watchFiles.filter((file) => file.includes("/lit-html/"));
  expect(lit.length).toBeGreaterThan(0);
  expect(lit.filter((file) => file.includes("/development/"))).toEqual([]);
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
