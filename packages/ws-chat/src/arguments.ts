import { parseArgs } from "node:util";
import { CommandError } from "./command-error.ts";

/** What the command line asks for. */
export interface Arguments {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly handler: string | undefined;
  readonly origins: readonly string[];
  readonly publicFolder: string | undefined;
  /** Where conversations are kept; `undefined` for nowhere. */
  readonly data: string | undefined;
  readonly wants: "server" | "help" | "version";
}

export const usage = `Usage: ws-chat [options]

A chat server with its page: it serves the script of <ws-chat>, a page with it,
and the endpoint. Without a handler it echoes. Conversations outlive it, in a file.

  --port <number>    where to listen; 0 takes a free port (default 8888)
  --host <name>      localhost: this machine only (default);
                     0.0.0.0: every machine that can reach this one
  --path <path>      where the chat answers (default /websocket)
  --handler <file>   who answers: a .ts, .js or .mjs file whose default export,
                     or export named onMessage, gets each message and returns
                     text, yields pieces of text, or returns nothing.
                     An object as default export is createChat's options
  --data <file>      where conversations are kept (default ws-chat.db in the
                     folder you are in); one process a file. Pictures and files
                     that people send are in the folder <file>-uploads
  --memory           keep them in memory, and forget them at the end; no
                     pictures and files are taken
  --origin <url>     a site whose pages may connect; repeat it for more. Also
                     where a proxy or tunnel before it is reached
  --public <folder>  your own files instead of the front page
  --help, --version

GET /health answers {"ok":true,…} while the server runs.
`;

/** Where conversations are kept unless told otherwise. */
export const defaultData = "ws-chat.db";

const options = {
  port: { type: "string", default: "8888" },
  host: { type: "string", default: "localhost" },
  path: { type: "string", default: "/websocket" },
  handler: { type: "string" },
  origin: { type: "string", multiple: true, default: [] as string[] },
  public: { type: "string" },
  data: { type: "string" },
  memory: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "v", default: false },
} as const;

/** @throws {CommandError} names the argument and the remedy. */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  if (positionals[0] !== undefined) {
    throw new CommandError(
      `"${positionals[0]}" is no option; a handler's file is given as --handler ${positionals[0]}`,
    );
  }
  if (values.data === "") throw new CommandError("--data is empty; give a file, such as --data ws-chat.db");
  if (values.memory && values.data !== undefined) {
    throw new CommandError(`--memory keeps nothing in --data ${values.data}; give one of the two`);
  }
  return {
    port: parsePort(values.port),
    host: values.host,
    path: values.path,
    handler: values.handler,
    origins: values.origin,
    publicFolder: values.public,
    data: values.memory ? undefined : (values.data ?? defaultData),
    wants: values.help ? "help" : values.version ? "version" : "server",
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's messages go on about positional arguments after their first sentence.
    const [sentence] = String(error instanceof Error ? error.message : error).split(/\. |\n/, 1);
    throw new CommandError(`${sentence}; ws-chat --help lists the options`);
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new CommandError(`--port is "${text}"; give a number from 0 to 65535`);
}
