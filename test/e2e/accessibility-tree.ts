import type { CDPSession, Protocol } from "puppeteer-core";

type Node = Protocol.Accessibility.AXNode;

/** Layout of the engine's own, and what only groups: nobody is told of them. */
const silent = new Set(["none", "generic", "InlineTextBox", "paragraph", "sectionheader", "RootWebArea"]);
/** What these hold is their name. */
const named = new Set(["button", "heading", "link", "textbox"]);
/** What a line of text begins with. */
const text = "- ";
/** An empty field, its button and the live region, in one word. */
const idleComposer = /( +)form\n +textbox "Message"\n +button "Send" disabled\n +log live=polite/;
/** The button that copies a message, in the middle of its line. */
const copyButton = /\n +button "Copy message"\n +- /g;
/** States that are told, where they are not what everybody expects. */
const told = ["disabled", "expanded", "invalid", "hasPopup", "modal"];

/**
 * What a screen reader meets from the beginning of the page to its end, a line each: role, "name", states and (description), or
 * text after a dash. Two spaces for each thing that it lies in. Live regions are a line each: what they are given is heard, not met.
 */
export async function readTree(session: CDPSession): Promise<string> {
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const [root] = nodes;
  const lines = root ? joined(linesOf(root, byId)).join("\n") : "";
  return lines
    .replaceAll(copyButton, " (copy) ")
    .replaceAll(/listitem\n +- /g, "listitem: ")
    .replace(idleComposer, "$1composer");
}

function linesOf(node: Node, byId: ReadonlyMap<string, Node>): string[] {
  const role = String(node.role?.value ?? "none");
  const name = clean(node.name?.value);
  if (role === "StaticText") return name ? [text + name] : [];
  const inside = (node.childIds ?? []).flatMap((id) => {
    const child = byId.get(id);
    return child ? linesOf(child, byId) : [];
  });
  if (node.ignored || silent.has(role)) return inside;
  if (role === "log" || role === "status") return [`${role}${stateOf(node, "live")}`];
  const states = told.map((state) => stateOf(node, state)).join("");
  const description = clean(node.description?.value);
  const line = `${role}${name && ` "${name}"`}${states}${description && ` (${description})`}`;
  return named.has(role) ? [line] : [line, ...joined(inside).map((each) => `  ${each}`)];
}

/** Pieces of text that follow each other are one line. */
function joined(lines: readonly string[]): readonly string[] {
  return lines.reduce<readonly string[]>((before, line) => {
    const last = before.at(-1);
    const both = last?.startsWith(text) && line.startsWith(text);
    return both ? [...before.slice(0, -1), `${last} ${line.slice(text.length)}`.replace(" :", ":")] : [...before, line];
  }, []);
}

function stateOf({ properties = [] }: Node, state: string): string {
  const value: unknown = properties.find(({ name }) => name === state)?.value.value;
  if (value === undefined || value === "false" || (value === false && state !== "expanded")) return "";
  return value === true || value === "true" ? ` ${state}` : ` ${state}=${String(value)}`;
}

/** A second is a second, whichever. */
const clean = (value: unknown): string =>
  String(value ?? "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\b\d+ s\b/g, "… s")
    .trim();
