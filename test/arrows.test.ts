import { describe, expect, it } from "vitest";
import { faultsOf } from "../scripts/check-arrows.mjs";

describe("check-arrows", () => {
  it.each([
    [
      "an arrow that runs the wrong way",
      "packages/protocol/src/x.ts",
      `import { createClient } from "@ws-chat/client";`,
    ],
    ["a re-export that runs the wrong way", "packages/client/src/x.ts", `export * from "@ws-chat/widget";`],
    ["a type that runs the wrong way", "packages/server/src/x.ts", `type A = import("@ws-chat/client").ChatClient;`],
    ["a library without a row", "packages/widget/src/x.ts", `const { debounce } = await import("lodash");`],
    ["the inside of another package", "packages/client/src/x.ts", `import "@ws-chat/protocol/src/frames.ts";`],
    ["a path that leaves the package", "packages/client/src/x.ts", `import "../../protocol/src/frames.ts";`],
    ["Node in a package for every runtime", "packages/server/src/x.ts", `import { createHash } from "node:crypto";`],
    ["a second place that opens sockets", "packages/client/src/x.ts", `new globalThis.WebSocket("ws://127.0.0.1");`],
    ["an import by a name that is not written out", "packages/server/src/x.ts", `await import("node:" + name);`],
    ["a wrong arrow in a test", "packages/client/src/x.test.ts", `import { createChat } from "@ws-chat/server";`],
    ["a package without a row", "packages/other/src/x.ts", ""],
  ])("refuses %s", (_, file, text) => {
    expect(faultsOf(file, text)).toHaveLength(1);
  });

  it.each([
    ["an arrow of the table", "packages/widget/src/x.ts", `import { css } from "lit"; import "@ws-chat/client";`],
    ["a library's own subpath", "packages/widget/src/x.ts", `import { live } from "lit/directives/live.js";`],
    ["Node where Node is", "packages/server-node/src/x.ts", `import { createServer } from "node:http";`],
    [
      "Node and libraries in tests",
      "packages/client/src/x.test.ts",
      `import "node:http"; import "vitest"; import "./x.ts";`,
    ],
    [
      "the one place that opens sockets",
      "packages/client/src/link/web-socket-transport.ts",
      `new WebSocket("ws://a");`,
    ],
    [
      "the one place that asks for a runtime's own module",
      "packages/server/src/logs/sqlite-database.ts",
      `await import(forBun);`,
    ],
    ["an import in a comment", "packages/protocol/src/x.ts", `/** import { createChat } from "@ws-chat/server"; */`],
  ])("allows %s", (_, file, text) => {
    expect(faultsOf(file, text)).toEqual([]);
  });
});
