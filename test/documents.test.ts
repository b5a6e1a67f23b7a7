import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const chatTypes = "packages/server/src/chat-types.ts";
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...globSync("docs/**/*.md"),
  ...globSync("packages/*/*.md"),
  ...globSync("examples/*/README.md"),
].toSorted();

it.each(documents)("%s links to what there is", (file) => {
  expect(linksOf(file).filter((link) => !leadsSomewhere(file, link))).toEqual([]);
});

it("the front page links every page of docs", () => {
  expect(linksOf("README.md")).toEqual(expect.arrayContaining(globSync("docs/*.md")));
});

it("the decisions are numbered without a gap, and say when to look again", () => {
  const files = globSync("docs/decisions/*.md").toSorted();
  const numbers = files.map((file) => Number(/(\d+)-[^/]*$/.exec(file)?.[1]));
  expect(numbers).toEqual(files.map((_, at) => at + 1));
  expect(files.filter((file) => !read(file).includes("Revisit when"))).toEqual([]);
});

it.each([
  ["slot", /@slot ([\w-]+) - /g],
  ["event", /@fires \{\w+\} ([\w-]+)/g],
  ["part", /@csspart ([\w-]+)/g],
  ["custom property", /@cssprop \[(--[\w-]+)/g],
  ["state", /@cssstate ([\w-]+)/g],
  ["property", /^ {2}declare (\w+):/gm],
])("the element's page names each %s", (_, tag) => {
  const names = [...read("packages/widget/src/ws-chat.ts").matchAll(tag)].flatMap(([, name]) => name ?? []);
  const page = new Set(read("packages/widget/README.md").match(/[\w-]+/g));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !page.has(name))).toEqual([]);
});

it("the element's page names what its events carry", () => {
  const names = membersIn(read("packages/widget/src/events.ts"), /^ {2}declare readonly (\w+)/gm);
  expect(names.filter((name) => !read("packages/widget/README.md").includes(`\`${name}\``))).toEqual([]);
});

it.each(["Context", "RoomHandle", "Chat"])("the server's page names each member of %s", (type) => {
  const [body = ""] = new RegExp(`^export interface ${type}\\b.*?^}`, "ms").exec(read(chatTypes)) ?? [];
  const forAdapters = ["accept", "uploads"];
  const page = read("packages/server/README.md");
  const names = membersIn(body, /^ {2}(?:readonly )?(\w+)[(?:]/gm).filter((name) => !forAdapters.includes(name));
  expect(names.filter((name) => !new RegExp(`\`${name}\\b`).test(page))).toEqual([]);
});

function membersIn(source: string, pattern: RegExp): string[] {
  const names = [...source.matchAll(pattern)].flatMap(([, name]) => name ?? []);
  expect(names.length).toBeGreaterThan(0);
  return names;
}

/** Without those that lead to other sites. */
function linksOf(file: string): string[] {
  return [...read(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .flatMap(([, link]) => link ?? [])
    .filter((link) => !/^https?:/.test(link));
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const file = path ? join(dirname(from), path) : from;
  return existsSync(file) && (heading === undefined || !file.endsWith(".md") || headingsOf(file).includes(heading));
}

/** As GitHub names them in links. */
function headingsOf(file: string): string[] {
  return [
    ...read(file)
      .replace(/^```.*?^```/gms, "")
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function read(file: string): string {
  return readFileSync(file, "utf8");
}
