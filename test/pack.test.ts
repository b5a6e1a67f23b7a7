import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scriptFiles } from "../scripts/script-files.mjs";
import { Consumer, type Manifest } from "./pack/consumer.ts";
import { Served } from "./pack/served.ts";
import { readSnippets, type Snippet } from "./pack/snippets.ts";

const themes = globSync("packages/widget/themes/*.css").map((file) => basename(file));
const readmes = ["README.md", ...globSync("packages/*/README.md").toSorted()];
/** In the other documents much needs what a page tells beside it; what begins with its imports does not. */
const whole = globSync("docs/*.md")
  .toSorted()
  .flatMap(readSnippets)
  .filter(({ promise, code, isGenerated }) => promise || (code.startsWith("import ") && !isGenerated));
const snippets = [...readmes.flatMap(readSnippets), ...whole];

describe("the packed packages, in an empty folder", () => {
  let consumer: Consumer;
  let command: string;
  const libraries = (): readonly string[] => consumer.packages.filter((name) => name !== "ws-chat");

  beforeAll(() => {
    execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit", env: withTools() });
    consumer = new Consumer();
    command = consumer.path("node_modules/ws-chat/dist/command.js");
  }, 120_000);
  afterAll(() => consumer?.[Symbol.dispose]());

  it("install, each at the version that it says", () => {
    const manifests = globSync("packages/*/package.json").map(
      (file) => JSON.parse(readFileSync(file, "utf8")) as Manifest,
    );
    expect(consumer.packages.toSorted()).toEqual(manifests.map(({ name }) => name).toSorted());
    for (const { name, version } of manifests) expect(consumer.installed(name)).toMatchObject({ name, version });
  });

  it("lead nobody to sources", () => {
    for (const name of consumer.packages) {
      const manifest = readFileSync(consumer.path(`node_modules/${name}/package.json`), "utf8");
      expect(manifest).not.toContain("@ws-chat/source");
    }
  });

  it("have types that a strict compiler takes, theirs included", () => {
    consumer.write("consumer.ts", everyType);
    expect(consumer.compile(["consumer.ts"])).toBe("");
  });

  it("can be imported where there is no browser", () => {
    const file = consumer.write(
      "imports.js",
      libraries()
        .map((name) => `import "${name}";`)
        .join("\n"),
    );
    execFileSync(process.execPath, [file], { stdio: ["ignore", "inherit", "inherit"] });
  });

  it("can be required by a CommonJS project, and imported by its TypeScript", () => {
    const file = consumer.write(
      "required.cjs",
      libraries()
        .map((name) => `require("${name}");`)
        .join("\n"),
    );
    execFileSync(process.execPath, [file], { stdio: ["ignore", "inherit", "inherit"] });
    consumer.write("imported.cts", 'import { createChat } from "@ws-chat/server";\nvoid createChat().close();');
    expect(consumer.compile(["imported.cts"])).toBe("");
  });

  it("bring the command, which knows its version and its options", () => {
    const ask = (option: string) => execFileSync(process.execPath, [command, option], { encoding: "utf8" });
    expect(ask("--version").trim()).toBe(consumer.installed("ws-chat").version);
    expect(ask("--help")).toMatch(/--port/);
  });

  it("bring the files that the command serves", async () => {
    await using served = await Served.start(consumer, [command, "--port", "8888"]);
    for (const path of ["/", ...scriptFiles.map((file) => `/${file}`), "/health"]) {
      const response = await fetch(served.url + path);
      expect([path, response.status]).toEqual([path, 200]);
    }
  });

  it.each([
    ["ws-chat.js", /Google LLC[^]*EXPRESS OR IMPLIED WARRANTIES/],
    ["ws-chat-box.js", /Google LLC[^]*EXPRESS OR IMPLIED WARRANTIES/],
    ["ws-chat-markdown.js", /Apache License[^]*MarkedJS[^]*permission notice shall be included/],
  ])("bring the licences of others' code in %s, in full", async (file, terms) => {
    await using served = await Served.start(consumer, [command, "--port", "8888"]);
    expect(await (await fetch(`${served.url}/${file}.LICENSE.txt`)).text()).toMatch(terms);
  });

  it.each(themes)("bring the theme %s, to programs and to pages", async (theme) => {
    const sheet = readFileSync(`packages/widget/themes/${theme}`, "utf8");
    const file = consumer.write("theme.js", `console.log(import.meta.resolve("@ws-chat/widget/themes/${theme}"))`);
    const url = execFileSync(process.execPath, [file], { encoding: "utf8" }).trim();
    expect(readFileSync(new URL(url), "utf8")).toBe(sheet);
    await using served = await Served.start(consumer, [command, "--port", "8888"]);
    const response = await fetch(`${served.url}/ws-chat-themes/${theme}`);
    expect(response.headers.get("Content-Type")).toMatch(/^text\/css/);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(await response.text()).toBe(sheet);
  });

  it.each(snippets)("stand behind $name, which promises so much", ({ promise }) => {
    expect(["types", "run", "serve"], "a line <!-- test: types|run|serve --> before the code").toContain(promise);
  });

  describe("compile", () => {
    let complaints: readonly string[];
    beforeAll(() => {
      for (const snippet of snippets) consumer.write(fileOf(snippet), snippet.code);
      complaints = consumer.compile(snippets.map(fileOf)).split("\n");
    });

    it.each(snippets)("$name", (snippet) => {
      expect(complaints.filter((line) => line.startsWith(`${fileOf(snippet)}(`))).toEqual([]);
    });

    it("them all, complaining of nothing else either", () => {
      expect(complaints).toEqual([""]);
    });
  });

  it.each(snippets.filter(({ promise }) => promise === "serve"))("serve a chat by $name", async (snippet) => {
    consumer.write(fileOf(snippet), snippet.code);
    await using served = await Served.start(consumer, [fileOf(snippet)]);
    const answer = await fetch(`${served.url}/websocket`);
    expect(await answer.json()).toEqual({ "ws-chat": ["v1"] });
  });

  it.each(snippets.filter(({ promise }) => promise === "run"))("run $name to its end", async (snippet) => {
    await using served = await Served.start(consumer, [command, "--port", "8888"]);
    const file = consumer.write(fileOf(snippet), snippet.code.replaceAll("8888", String(served.port)));
    execFileSync(process.execPath, [file], {
      cwd: consumer.folder,
      timeout: 15_000,
      stdio: ["ignore", "ignore", "inherit"],
    });
  });
});

function fileOf({ name, language }: Snippet): string {
  return `${name.replaceAll(/\W+/g, "-")}.${language}`;
}

/** The workspace's own tools on the path, as npm scripts have them. */
function withTools(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${resolve("node_modules/.bin")}:${process.env["PATH"]}` };
}

const everyType = `
import { createServer } from "node:http";
import { closeCodes, decodeServerFrame, type Message, type ServerFrame } from "@ws-chat/protocol";
import { createClient, type ChatClient } from "@ws-chat/client";
import { createChat, type Chat } from "@ws-chat/server";
import { createMemoryLog } from "@ws-chat/server/memory";
import { attachChat, type Attachment } from "@ws-chat/server-node";
import { chatHandler } from "@ws-chat/server-hono";
import { upgradeWebSocket } from "hono/bun";
import type { Handler } from "hono";

const frame: ServerFrame | undefined = decodeServerFrame("{}");
const code: 1012 = closeCodes.serviceRestart.code;
const chat: Chat = createChat<{ plan: string }>({
  log: createMemoryLog({ entries: 10 }),
  authenticate: () => ({ id: "ada", plan: "free" }),
  async *onMessage(message: Message, { user }) {
    yield user.plan + message.text;
  },
});
const attachment: Attachment = attachChat(createServer(), chat, { path: "/chat" });
const handler: Handler = chatHandler(chat, { upgradeWebSocket });
const client: ChatClient = createClient({ url: "ws://127.0.0.1/" });
const element: HTMLElementTagNameMap["ws-chat"] = document.createElement("ws-chat");
element.url = "/websocket";
import "@ws-chat/widget";
// @ts-expect-error an option that there is not
createChat({ onMassage: () => {} });
export { frame, code, attachment, handler, client };
`;
