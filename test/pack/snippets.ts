import { existsSync, readFileSync } from "node:fs";

/** A fenced piece of code in a document, and what its reader may expect of it. */
export interface Snippet {
  readonly name: string;
  readonly language: string;
  readonly code: string;
  /** From the comment in front: `types`: it compiles. `run`: it also runs to its end. `serve`: it also serves a chat. */
  readonly promise: string | undefined;
  /** It is written from a file, which has tests of its own. */
  readonly isGenerated: boolean;
}

const fence =
  /(?:<!-- (?:test: (?<promise>\w+)|(?<generated>generated: [\w-]+)) -->\s*)?^```(?<language>[a-z]+)[^\n]*\n(?<code>.*?)^```/gms;

/** The snippets of a Markdown file in TypeScript or JavaScript. */
export function readSnippets(file: string): Snippet[] {
  if (!existsSync(file)) return [];
  return [...readFileSync(file, "utf8").matchAll(fence)]
    .map(({ groups }, at) => ({
      name: `${file}, code ${at + 1}`,
      language: groups?.["language"] ?? "",
      code: groups?.["code"] ?? "",
      promise: groups?.["promise"],
      isGenerated: groups?.["generated"] !== undefined,
    }))
    .filter(({ language }) => ["ts", "js"].includes(language));
}
