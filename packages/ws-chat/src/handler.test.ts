import { once } from "node:events";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { Command, Folder } from "./command.test-support.ts";

const folder = new Folder();
afterAll(() => folder.remove());
afterEach(() => Command.endAll());

const serve = (name: string, text: string) => new Command("--port", "0", "--handler", folder.write(name, text));

/** Says `text` as a ws-chat.v1 client and gives the first frame of the wanted type. */
async function ask(url: string, text: string, type = "entry"): Promise<Record<string, unknown>> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/websocket`, "ws-chat.v1");
  const wanted = Promise.withResolvers<Record<string, unknown>>();
  socket.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.type === "welcome") socket.send(JSON.stringify({ type: "send", n: 1, id: "q", text }));
    if (frame.type === type) wanted.resolve(frame);
  });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "hello" }));
  const frame = await wanted.promise;
  socket.close();
  return frame;
}

describe("a handler's file", () => {
  it.each([
    [
      "TypeScript with a default export",
      "default.ts",
      "export default (message: { text: string }): string => `Heard ${message.text}`;",
    ],
    ["an export named onMessage", "named.mjs", "export function onMessage({ text }) { return `Heard ${text}`; }"],
    ["CommonJS", "common.cjs", "module.exports = (message) => `Heard ${message.text}`;"],
    [
      "a stream",
      "stream.ts",
      'export default async function* ({ text }: { text: string }) { yield "Heard "; yield text; }',
    ],
    [
      "createChat's options",
      "options.ts",
      'export default { author: { id: "rosa", role: "operator" }, onMessage: () => "Heard hi" };',
    ],
  ])("may be %s", async (_, name, text) => {
    const server = serve(name, text);
    expect(await ask(await server.url(), "hi")).toMatchObject({ text: "Heard hi" });
    expect(server.errors).toBe("");
  });

  it.each([
    [
      "TypeScript that does not parse",
      "parse.ts",
      "const fine: number = 1;\nconst bad = = 2;",
      /parse\.ts:2\n[^]*bad = = 2/,
    ],
    [
      "TypeScript that cannot be stripped",
      "enum.ts",
      "const fine = 1;\nenum Bad { A }",
      /enum\.ts:2\n[^]*enum is not supported/,
    ],
    ["JavaScript that does not parse", "parse.mjs", "const fine = 1;\nconst bad = = 2;", /parse\.mjs:2\n[^]*bad = = 2/],
    ["code that throws", "throws.ts", 'export {};\nthrow new Error("no key");', /no key\n\s+at .*throws\.ts:2:7/],
    ["an import that is not there", "import.ts", 'import "./gone.ts";', /gone\.ts.*import\.ts/],
    [
      "nothing to call",
      "nothing.ts",
      "export const answer = 42;",
      /nothing\.ts: it exports no handler; write: export default/,
    ],
    [
      "options that cannot be",
      "wrong.ts",
      "export default { onMessage: 42 };",
      /--handler \S+wrong\.ts: option onMessage/,
    ],
  ])("with %s ends the command and is shown with its place", async (_, name, text, place) => {
    const failed = serve(name, text);
    expect(await failed.exit).toBe(1);
    expect(failed.errors).toMatch(place);
    expect(failed.errors).not.toContain("node:internal");
  });

  it("need not be in a package that is said to be of modules", async () => {
    folder.write("package.json", "{}");
    const server = serve("untyped.ts", "export default (): string => `Heard`;");
    expect(await ask(await server.url(), "hi")).toMatchObject({ text: "Heard" });
    expect(server.errors).toBe("");
  });

  it("that throws leaves a visible no-reply, is shown with file and line, and the process lives", async () => {
    const server = serve(
      "sometimes.ts",
      `export default ({ text }: { text: string }) => {
  if (text === "throw") throw new Error("bread is out");
  if (text === "stray") setTimeout(() => { throw new Error("stray timer"); });
  if (text === "reject") Promise.reject(new Error("stray promise"));
  return "fine";
};`,
    );
    const url = await server.url();
    expect(await ask(url, "throw")).toMatchObject({ text: "", status: "no-reply", re: 1 });
    await server.sees("errors", /bread is out\n\s+at .*sometimes\.ts:2:\d+/);
    expect(await ask(url, "stray")).toMatchObject({ text: "fine" });
    await server.sees("errors", /stray timer\n\s+at .*sometimes\.ts:3:\d+/);
    expect(await ask(url, "reject")).toMatchObject({ text: "fine" });
    await server.sees("errors", /stray promise\n\s+at .*sometimes\.ts:4:\d+/);
    expect(await ask(url, "hello")).toMatchObject({ text: "fine" });
  });

  it("that hangs does not keep the command from ending", async () => {
    const server = serve("hang.ts", "export default () => new Promise(() => {});");
    await ask(await server.url(), "hi", "ack");
    server.child.kill("SIGTERM");
    expect(await server.exit).toBe(0);
  });
});
