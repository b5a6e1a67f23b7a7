import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { keepLog, ScriptedServer } from "./server.test-support.ts";

/** Runs `program` as a module of its own process and returns what it printed. */
async function run(program: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const args = ["--conditions=@ws-chat/source", "--input-type=module", "--eval", program];
  return promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, timeout: 8_000 });
}

describe("createClient in a program", () => {
  it("sends, hangs up, and lets the program end", async () => {
    await using server = await ScriptedServer.start();
    const finished = run(`
      import { createClient } from "@ws-chat/client";
      const chat = createClient({ url: "${server.url}" });
      const { text, seq } = await chat.send("hi");
      console.log(text, seq);
      chat.disconnect();
    `);
    void keepLog(await server.peer(), []);
    expect(await finished).toMatchObject({ stdout: "hi 1\n" });
  });

  it("does not crash over a message that fails and nobody waits for", async () => {
    await using server = await ScriptedServer.start();
    const finished = run(`
      import { createClient } from "@ws-chat/client";
      const chat = createClient({ url: "${server.url}" });
      chat.send("refused");
      chat.send("");
      chat.on("error", ({ code }) => console.log(code));
      await new Promise((resolve) => chat.subscribe(() => chat.getSnapshot().items[0]?.delivery?.state === "failed" && resolve()));
      chat.disconnect();
    `);
    const peer = await server.peer();
    await peer.welcome();
    await peer.hear("send");
    peer.say({ type: "nack", n: 1, code: "forbidden", message: "no" });
    expect(await finished).toEqual({ stdout: "", stderr: "" });
  });

  it("tells the developer of a server that speaks another language", async () => {
    await using server = await ScriptedServer.start({ protocols: false });
    const finished = run(`
      import { createClient } from "@ws-chat/client";
      const chat = createClient({ url: "${server.url}", backoff: { baseMs: 1, capMs: 1 } });
      let waits = 0;
      chat.on("status", ({ state }) => state === "waiting" && ++waits === 3 && chat.disconnect());
      chat.connect();
    `);
    const { stderr } = await finished;
    expect(stderr.match(/protocol="text"/g)).toHaveLength(1);
  });

  it("goes on after a listener's own fault, which its program hears of", async () => {
    await using server = await ScriptedServer.start();
    const finished = run(`
      import { createClient } from "@ws-chat/client";
      process.on("uncaughtException", ({ message }) => console.log(message));
      const chat = createClient({ url: "${server.url}" });
      chat.on("message", () => { throw new Error("a listener's fault"); });
      chat.on("message", ({ message }) => console.log(message.text));
      await chat.send("hi");
      await chat.send("ho");
      chat.disconnect();
    `);
    void keepLog(await server.peer(), []);
    const { stdout } = await finished;
    expect(stdout.split("\n").toSorted()).toEqual(["", "a listener's fault", "a listener's fault", "hi", "ho"]);
  });
});
