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
    // Beside them stands what they carry.
    const events = [...quoted(section("Events"))].filter((name) => name.startsWith("ws-chat-"));
    expect(events.toSorted()).toEqual(names("events"));
    expect([...quoted(section("Parts"))]).toEqual(expect.arrayContaining(names("cssParts")));
    expect(readme).toSatisfy((text: string) => names("cssProperties").every((name) => text.includes(`${name}:`)));
  });
});

describe("the editors' data", () => {
  /** Names and descriptions, by name. */
  type Entry = Named & { readonly description?: unknown };
  const told = (list: readonly Entry[] = []) =>
    list.map(({ name, description }) => ({ name, description })).toSorted((a, b) => a.name.localeCompare(b.name));
  const readElement = () => {
    const { modules } = readJson("custom-elements.json") as Manifest;
    const element = modules.flatMap(({ declarations }) => declarations).find(({ name }) => name === "WsChat");
    if (!element) throw new Error("no WsChat in custom-elements.json");
    return element;
  };

  it("has the element, all its attributes and what they mean", () => {
    type Attribute = Named & {
      readonly description?: { readonly kind: string; readonly value: string };
      valueSet?: string;
    };
    const { tags } = readJson("html-custom-data.json") as { tags: { name: string; attributes: Attribute[] }[] };
    expect(tags.map(({ name }) => name)).toEqual(["ws-chat"]);
    const attributes = tags.flatMap(({ attributes }) => attributes);
    expect(told(attributes.map(({ name, description }) => ({ name, description: description?.value })))).toEqual(
      told(readElement().attributes),
    );
    // An attribute that takes no value is one that the class knows as such.
    const bare = Object.values(WsChat.properties).filter((attribute) => attribute.startsWith("?"));
    expect(attributes.filter(({ valueSet }) => valueSet === "v").map(({ name }) => `?${name}`)).toEqual(bare);
    const room = attributes.find(({ name }) => name === "room");
    expect(room?.description).toEqual({ kind: "markdown", value: expect.stringContaining("private room") });
  });

  it("tells JetBrains of all properties, events, slots, parts and custom properties, too", () => {
    type Lists = { attributes: Entry[]; slots: Entry[]; js: Record<string, Entry[]>; css: Record<string, Entry[]> };
    const { contributions, version } = readJson("web-types.json") as {
      contributions: { html: { elements: (Named & Lists)[] } };
      version: string;
    };
    expect(version).toBe((JSON.parse(readFileSync(`${widget}/package.json`, "utf8")) as { version: string }).version);
    expect(contributions.html.elements.map(({ name }) => name)).toEqual(["ws-chat"]);
    const [element] = contributions.html.elements;
    const { attributes, members = [], events, slots, cssParts, cssProperties } = readElement();
    expect(told(element?.attributes)).toEqual(told(attributes));
    expect(told(element?.slots)).toEqual(told(slots));
    expect(told(element?.js["events"])).toEqual(told(events));
    expect(told(element?.js["properties"])).toEqual(told(members.filter(({ kind }) => kind === "field")));
    expect(told(element?.css["parts"])).toEqual(told(cssParts));
    expect(told(element?.css["properties"])).toEqual(told(cssProperties));
  });
});
