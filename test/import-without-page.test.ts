import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { requires } from "./requires.ts";
import { type RuntimeName, runtimes } from "./runtimes/runtimes.ts";

describe("@ws-chat/widget where there is no page", () => {
  it("can be imported", async () => {
    const { WsChat, english } = await import("@ws-chat/widget");
    expect(WsChat.name).toBe("WsChat");
    expect(english.send).toBe("Send");
  });

  it("can be imported to be defined, which leaves the server as it was", async () => {
    const { WsChat } = await import("@ws-chat/widget/define");
    expect(WsChat.name).toBe("WsChat");
    expect(globalThis).not.toHaveProperty("document");
  });
});

const sources = "--conditions=@ws-chat/source";
const servers = {
  node24: [sources],
  bun: ["run", sources],
  deno: ["run", "--allow-env", "--allow-read", "--no-lock", "--cached-only", "--node-modules-dir=manual", sources],
} satisfies Partial<Record<RuntimeName, readonly string[]>>;

describe.each(Object.keys(servers) as (keyof typeof servers)[])("@ws-chat/widget/define on %s", (runtime) => {
  const { name, program = "" } = runtimes[runtime];
  const isHere = requires(name, program !== "", "node scripts/ensure-runtimes.mjs");

  it.skipIf(!isHere)("can be imported, and leaves the server as it was", () => {
    const file = fileURLToPath(new URL("import-without-page.mjs", import.meta.url));
    const said = execFileSync(program, [...servers[runtime], file], { encoding: "utf8" });
    expect(said.trim()).toBe("WsChat false");
  });
});
