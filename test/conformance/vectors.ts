import { readFileSync } from "node:fs";

/** A frame of `vectors/`; PROTOCOL.md, "Vectors", says how they are written. */
interface Vector {
  readonly direction: "client" | "server";
  readonly name: string;
  readonly text: string | readonly (string | { readonly repeat: string; readonly times: number })[];
}

/** The frames of a client that a server has to take (`valid`) or to refuse. */
export function clientVectors(kind: "valid" | "invalid"): readonly { readonly name: string; readonly text: string }[] {
  const file = new URL(`../../packages/protocol/vectors/frames-${kind}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as Vector[])
    .filter(({ direction }) => direction === "client")
    .map(({ name, text }) => ({ name, text: [text].flat().map(written).join("") }));
}

function written(part: string | { readonly repeat: string; readonly times: number }): string {
  return typeof part === "string" ? part : part.repeat.repeat(part.times);
}
