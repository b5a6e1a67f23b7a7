import { readFileSync } from "node:fs";

const folder = new URL("../../packages/protocol/vectors/", import.meta.url);

/** A frame of `vectors/`; PROTOCOL.md, "Vectors", says how they are written. */
interface Vector {
  readonly direction: "client" | "server";
  readonly name: string;
  readonly text: string | readonly (string | { readonly repeat: string; readonly times: number })[];
}

/** A request of `vectors/requests.json`, and what has to come of it. */
export interface RequestVector {
  readonly name: string;
  readonly server?: { readonly origins: readonly string[] };
  readonly request: {
    readonly method: string;
    readonly at?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Vector["text"] | object;
  };
  readonly answer: {
    readonly status: number;
    /** Values that are among those of each; `null` where it must not be there. */
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly lines?: readonly object[];
    readonly json?: object;
  };
}

export function requestVectors(): readonly RequestVector[] {
  return JSON.parse(readFileSync(new URL("requests.json", folder), "utf8")) as RequestVector[];
}

/** The body that a request's vector stands for. */
export function bodyOf({ body }: RequestVector["request"]): string | undefined {
  if (body === undefined) return undefined;
  if (typeof body === "string" || Array.isArray(body)) return [body].flat().map(written).join("");
  return JSON.stringify(body);
}

/** The frames of a client that a server has to take (`valid`) or to refuse. */
export function clientVectors(kind: "valid" | "invalid"): readonly { readonly name: string; readonly text: string }[] {
  const file = new URL(`frames-${kind}.json`, folder);
  return (JSON.parse(readFileSync(file, "utf8")) as Vector[])
    .filter(({ direction }) => direction === "client")
    .map(({ name, text }) => ({ name, text: [text].flat().map(written).join("") }));
}

function written(part: string | { readonly repeat: string; readonly times: number }): string {
  return typeof part === "string" ? part : part.repeat.repeat(part.times);
}
