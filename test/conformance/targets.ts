import type { Feature } from "@ws-chat/protocol";
import type { ProxyName } from "../proxies/proxy-kinds.ts";
import type { RuntimeName } from "../runtimes/runtimes.ts";

/** A server that the suite is held against, and what of it that server does not claim. */
export interface Row {
  readonly name: string;
  readonly runtime: RuntimeName;
  /** In `servers/`. */
  readonly server: string;
  /** What it is reached by, if not directly. */
  readonly proxy?: ProxyName;
  /** Abilities that it does not claim to have. */
  readonly without?: readonly (Feature | "http")[];
  /** What is recommended and it does not do, by the titles of the checks. */
  readonly foregoes?: Readonly<Record<string, Foregone>>;
}

/** What is seen instead of what is recommended, and why that has to do. */
export interface Foregone {
  readonly seen: string;
  readonly reason: string;
}

/** One row per runtime; docs/hosting.md shows them. */
export const rows: readonly Row[] = [
  { name: "`ws` on Node 22", runtime: "node", server: "node.ts" },
  { name: "`ws` on Node 24", runtime: "node24", server: "node.ts" },
  { name: "Hono on Node", runtime: "node", server: "hono-node.ts" },
  { name: "Hono on Bun", runtime: "bun", server: "bun.ts" },
  {
    name: "Hono on Deno",
    runtime: "deno",
    server: "deno.ts",
    foregoes: {
      "closes text that is not UTF-8 with 1007": {
        seen: "1006",
        reason: "Deno drops the connection",
      },
    },
  },
  {
    name: "Durable Objects in workerd",
    runtime: "workerd",
    server: "worker.ts",
    foregoes: {
      "closes text that is not UTF-8 with 1007": {
        seen: "4400",
        reason: "workerd puts U+FFFD there",
      },
    },
  },
  ...(["nginx", "Apache", "HAProxy"] as const).map((proxy) => ({
    name: `\`ws\` on Node 22, behind ${proxy}`,
    runtime: "node" as const,
    server: "node.ts",
    proxy,
  })),
  {
    name: "[Tornado](../examples/tornado), in Python",
    runtime: "python",
    server: "python.py",
    without: ["streams", "stop", "presence", "read", "http"],
    foregoes: {
      "closes text that is not UTF-8 with 1007": {
        seen: "1006",
        reason: "Tornado drops the connection",
      },
    },
  },
];
