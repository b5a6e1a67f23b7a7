import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";

const program = `
  import { createChat } from "@ws-chat/server";
  import { createSqliteLog } from "@ws-chat/server/sqlite";
  const chat = createChat({ log: await createSqliteLog({ file: process.argv[1] }) });
  await chat.room("lobby").send("on its own");`;

const folder = mkdtempSync(join(tmpdir(), "ws-chat-idle-"));
let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

it("lets a process end that has nothing to do but to look for debts", async () => {
  const file = join(folder, "chat.db");
  child = spawn(process.execPath, ["--conditions=@ws-chat/source", "--input-type=module", "-e", program, file], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  expect(await once(child, "exit")).toEqual([0, null]);
});
