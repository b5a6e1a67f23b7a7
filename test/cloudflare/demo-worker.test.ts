import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hearsText } from "../conformance/conversation.ts";
import { SocketPeer } from "../conformance/socket-peer.ts";
import { requires } from "../requires.ts";
import { isWorkerdHere, Workerd } from "./workerd.ts";

const remedy = "npm ci --prefix test/runtimes";
const wrangler = resolve("test/runtimes/node_modules/wrangler/bin/wrangler.js");
const worker = new URL("../../demo/servers/cloudflare/worker.js", import.meta.url);
const demo = fileURLToPath(new URL(".", worker));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ws-chat-wrangler-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the demo server for Workers", () => {
  it.skipIf(!requires("workerd", isWorkerdHere, remedy))("serves the site and the chat", async () => {
    await using workerd = await Workerd.start({ worker });
    expect(await (await workerd.fetch("/")).text()).toBe("my site");
    const peer = await SocketPeer.connect(workerd.socketUrl(), "");
    peer.send("hi");
    expect(await hearsText(peer)).toBe("You said hi");
    await peer.drop();
  });

  it.skipIf(!requires("wrangler", existsSync(wrangler), remedy))("is ready to be deployed", async () => {
    // Beside the demo it would leave its cache.
    cpSync(demo, join(folder, "demo"), { recursive: true });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        wrangler,
        "deploy",
        join(demo, "worker.js"),
        "--dry-run",
        "--config",
        join(folder, "demo/wrangler.jsonc"),
        "--outdir",
        join(folder, "out"),
      ],
      {
        env: {
          ...process.env,
          XDG_CONFIG_HOME: folder,
          WRANGLER_BUILD_CONDITIONS: "@ws-chat/source,workerd,worker",
          WRANGLER_SEND_METRICS: "false",
          WRANGLER_SEND_ERROR_REPORTS: "false",
          CLOUDFLARE_CF_FETCH_ENABLED: "false",
        },
      },
    );
    expect(stdout).toMatch(/CHAT_ROOM.*Durable Object/);
  });

  it("is short enough to be read before it is copied", () => {
    expect(readFileSync(worker, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(30);
  });
});
