import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { WsChat } from "@ws-chat/widget";

interface Named {
  readonly name: string;
  readonly fieldName?: string;
  readonly kind?: string;
}
type Lists = "attributes" | "members" | "events" | "slots" | "cssParts" | "cssProperties" | "cssStates";
type Manifest = {
  readonly modules: readonly {
    readonly path: string;
    readonly declarations: readonly (Named & { readonly [List in Lists]?: readonly Named[] })[];
  }[];
};

const widget = "packages/widget";
const source = readFileSync(`${widget}/src/ws-chat.ts`, "utf8");
const readme = readFileSync(`${widget}/README.md`, "utf8");
const readJson = (name: string): unknown => JSON.parse(readFileSync(`${widget}/dist/${name}`, "utf8"));
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name ?? "");

describe("custom-elements.json", () => {
  let names: (list: Lists) => string[];

  beforeAll(() => {
    execFileSync(process.execPath, ["scripts/describe-element.mjs"]);
    const { modules } = readJson("custom-elements.json") as Manifest;
    const element = modules.flatMap(({ declarations }) => declarations).find(({ name }) => name === "WsChat");
    names = (list) => (element?.[list] ?? []).map(({ name }) => name).toSorted();
  });

  it("names every property that the class observes, and every attribute", () => {
    const table = Object.entries(WsChat.properties);
    const attributes = table.map(([, attribute]) => attribute.replace("?", "")).filter((attribute) => attribute !== "");
    expect(names("attributes")).toEqual(attributes.toSorted());
    expect(names("members")).toEqual(expect.arrayContaining(table.map(([property]) => property)));
  });

  it("names every public method and getter", () => {
    const own = Object.getOwnPropertyNames(WsChat.prototype).filter(
      (name) => !/^(?:constructor|update|connectedCallback|disconnectedCallback|adoptedCallback)$/.test(name),
    );
    expect(own.length).toBeGreaterThan(8);
    expect(names("members")).toEqual(expect.arrayContaining(own));
  });

  it.each([
    ["events", /^ \* @fires \{\w+\} (\S+)/gm],
    ["slots", /^ \* @slot (\S+)/gm],
    ["cssParts", /^ \* @csspart (\S+)/gm],
    ["cssProperties", /^ \* @cssprop \[?([^\]=\s]+)/gm],
    ["cssStates", /^ \* @cssstate (\S+)/gm],
  ] as const)("names all the %s of the class's doc comment", (list, pattern) => {
    const documented = matches(source, pattern).map((name) => (name === "-" ? "" : name));
    expect(documented.length).toBeGreaterThan(0);
    expect(names(list)).toEqual(documented.toSorted());
  });

  it("names every event that is typed for listeners", () => {
    const typed = matches(source, /^ {4}"(ws-chat-[a-z-]+)": \w+Event;/gm);
    expect(names("events")).toEqual(typed.toSorted());
  });

  it("leads to files that are packed", () => {
    const { modules } = readJson("custom-elements.json") as Manifest;
    const sources = globSync(`${widget}/src/**/*.ts`).map((file) => file.slice(widget.length + 1));
    for (const { path } of modules) {
      expect(sources).toContain(path.replace(/^dist\/(.*)\.js$/, "src/$1.ts"));
    }
  });

  it("says what the README says", () => {
    const section = (title: string) =>
      readme.match(new RegExp(`\\*\\*${title}\\*\\*([^]*?)(?=\\n\\n|\\n\\*\\*|$)`))?.[1] ?? "";
    const quoted = (text: string) => new Set(matches(text, /`(?::state\()?([\w-]+)\)?(?:\(\w*\))?`/g));
    const rows = matches(readme, /^\| `([a-z-]+)` \| `\w+` \|/gm);
    expect(rows.toSorted()).toEqual(names("attributes"));
    expect([...quoted(section("Slots"))].toSorted()).toEqual(names("slots").filter((name) => name !== ""));
    expect([...quoted(section("States"))].toSorted()).toEqual(names("cssStates"));
    expect([...quoted(section("Events"))].toSorted()).toEqual(names("events"));
    expect([...quoted(section("Parts"))]).toEqual(expect.arrayContaining(names("cssParts")));
    expect(readme).toSatisfy((text: string) => names("cssProperties").every((name) => text.includes(`${name}:`)));
  });
});

describe("the editors' data", () => {
  it("has the element, its attributes and what they mean", () => {
    const { tags } = readJson("html-custom-data.json") as {
      tags: { name: string; attributes: (Named & { description?: { value: string }; valueSet?: string })[] }[];
    };
    const [tag] = tags;
    expect(tag?.name).toBe("ws-chat");
    expect(tag?.attributes).toContainEqual(expect.objectContaining({ name: "launcher", valueSet: "v" }));
    expect(tag?.attributes).toContainEqual(
      expect.objectContaining({
        name: "room",
        description: { kind: "markdown", value: expect.stringContaining("private room") },
      }),
    );
  });

  it("tells JetBrains of properties, events, slots and parts, too", () => {
    const { contributions } = readJson("web-types.json") as {
      contributions: {
        html: { elements: Record<"slots" | "js" | "css", Record<string, Named[]> & Named[]>[] };
      };
    };
    const [element] = contributions.html.elements;
    expect(element?.js["events"]).toContainEqual(expect.objectContaining({ name: "ws-chat-message" }));
    expect(element?.js["properties"]).toContainEqual(expect.objectContaining({ name: "getToken" }));
    expect(element?.css["parts"]).toContainEqual(expect.objectContaining({ name: "bubble" }));
    expect(element?.slots).toContainEqual(expect.objectContaining({ name: "footer" }));
  });
});
