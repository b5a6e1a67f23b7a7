import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, onTestFinished } from "vitest";
import { Command, Folder } from "./command.test-support.ts";

const folder = new Folder();
afterAll(() => folder.remove());
afterEach(() => Command.endAll());

const onFreePort = ["--port", "0"];

/** A text client: what it hears, and how it ends. */
async function visit(
  url: string,
  headers = {},
): Promise<{ ask(text: string): Promise<string>; ended: Promise<[number, string]> }> {
  // Node's WebSocket takes headers, which the browsers' types do not know.
  const socket = new WebSocket(`${url.replace("http", "ws")}/websocket`, { headers } as never);
  await once(socket, "open");
  return {
    async ask(text) {
      const heard = once(socket, "message");
      socket.send(text);
      return (await heard)[0].data;
    },
    ended: once(socket, "close").then(([{ code, reason }]) => [code, reason]),
  };
}

const upgrading = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** What is answered to a path as it is written, which `fetch` would tidy up. */
async function statusOf(url: string, path: string, headers = {}): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  const asking = request({ hostname, port, path, headers }).end();
  const [response] = await Promise.race([once(asking, "response"), once(asking, "upgrade")]);
  response.destroy();
  return response.statusCode;
}

describe("ws-chat", () => {
  it("is there for npm to link before anything is built", () => {
    const folder = new URL("../", import.meta.url);
    const { bin } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
    expect(readFileSync(new URL(bin["ws-chat"], folder), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(bin["ws-chat"]).not.toContain("dist");
  });

  it("says that it is not built yet", () => {
    const unbuilt = new Folder();
    onTestFinished(() => unbuilt.remove());
    for (const file of ["command.mjs", "package.json"]) {
      unbuilt.write(file, readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
    }
    const { status, stderr } = spawnSync(process.execPath, [join(unbuilt.path, "command.mjs")], { encoding: "utf8" });
    expect([status, stderr]).toEqual([1, "ws-chat: is not built yet; in the repository: npm run build\n"]);
  });

  it.each(["v20.20.2", "v22.9.0"])("says at once that Node %s is too old for it", (version) => {
    const older = `data:text/javascript,Object.defineProperty(process, "version", { value: "${version}" })`;
    const bin = fileURLToPath(new URL("../command.mjs", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, ["--import", older, bin, "--help"], { encoding: "utf8" });
    expect([status, stderr]).toEqual([1, `ws-chat: needs Node 22.21 or newer; this is ${version}\n`]);
  });

  it("prints its URL and two lines to paste, and serves page, health, endpoint and nothing else", async () => {
    const server = new Command(...onFreePort);
    const url = await server.url();
    expect(server.output).toContain(`<script type="module" src="${url}/ws-chat.js"></script>`);
    expect(server.output).toContain(`<ws-chat url="${url.replace("http", "ws")}/websocket"></ws-chat>`);
    expect(await (await visit(url)).ask("hi")).toBe("Server echoed: hi");
    const page = await fetch(url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(await page.text()).toMatch(/<ws-chat\s+url="\/websocket"/);
    const health = { ok: true, connections: 1, uptimeSeconds: expect.any(Number) };
    expect(await (await fetch(`${url}/health`)).json()).toEqual(health);
    const passedOn = { headers: { "X-Forwarded-For": "192.0.2.1" } };
    expect(await (await fetch(`${url}/health`, passedOn)).json()).toEqual({ ok: true });
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
    expect(server.errors).toBe("");
  });

  it("puts endpoint and page on the path it is given", async () => {
    const url = await new Command(...onFreePort, "--path", "/talk").url();
    expect(await (await fetch(`${url}/talk`)).text()).toBe('{"ws-chat":["v1"]}');
    expect(await (await fetch(url)).text()).toMatch(/<ws-chat\s+url="\/talk"/);
  });

  it("lists its options, and tells its version", async () => {
    const help = new Command("--help");
    expect(await help.exit).toBe(0);
    expect(help.output).toMatch(/--handler <file>[^]*--host <name>|--host <name>[^]*--handler <file>/);
    const version = new Command("--version");
    expect(await version.exit).toBe(0);
    expect(version.output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    ["an option it does not know", ["--prot", "1"], /Unknown option '--prot'; ws-chat --help/],
    ["an option without its value", ["--port"], /'--port <value>' argument missing; ws-chat --help/],
    ["a bare file", ["bot.ts"], /--handler bot\.ts/],
    ["a port that is none", ["--port", "http"], /--port is "http"; give a number/],
    ["a port out of range", ["--port", "65536"], /0 to 65535/],
    [
      "a host that is not this machine's",
      [...onFreePort, "--host", "192.0.2.1"],
      /--host 192\.0\.2\.1: not an address/,
    ],
    ["a path without a slash", [...onFreePort, "--path", "chat"], /path is "chat"; write a path such as/],
    ["an origin that is none", [...onFreePort, "--origin", "shop"], /"shop"; write scheme, host and port/],
    ["a folder that is not there", [...onFreePort, "--public", "nowhere"], /--public nowhere: there is no such folder/],
    [
      "data in a folder that is not there",
      [...onFreePort, "--data", "no/x.db"],
      /no\/x\.db cannot be opened; .*--data other/,
    ],
    ["data without a file", [...onFreePort, "--data", ""], /--data ws-chat\.db/],
    ["data that memory cannot keep", ["--memory", "--data", "x.db"], /--memory keeps nothing in --data x\.db/],
    ["a handler that is not there", [...onFreePort, "--handler", "no.ts"], /--handler no\.ts: there is no such file/],
  ])("ends with one line about %s", async (_, args, line) => {
    const failed = new Command(...args);
    expect(await failed.exit).toBe(1);
    expect(failed.errors).toMatch(line);
    expect(failed.errors).toMatch(/^ws-chat: [^\n]+\n$/);
    expect(failed.output).toBe("");
  });

  it("ends with one line about a port that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const failed = new Command("--port", String(port));
    expect(await failed.exit).toBe(1);
    expect(failed.errors).toBe(
      `ws-chat: port ${port} is taken; stop what runs there, or choose another: --port ${port + 1}\n`,
    );
    other.close();
  });

  it("keeps conversations in ws-chat.db where it is started, and says so", async () => {
    const server = new Command(...onFreePort);
    await server.url();
    expect(server.output).toContain("Conversations are kept in ws-chat.db\n");
    expect(readdirSync(server.folder)).toContain("ws-chat.db");
  });

  it("keeps conversations in memory when told to, and says nothing of files", async () => {
    const server = new Command(...onFreePort, "--memory");
    await server.url();
    expect(server.output).not.toContain("kept");
    expect(readdirSync(server.folder)).toEqual([]);
  });

  it("takes pictures and files into a folder beside its data, and none where it keeps nothing", async () => {
    const bring = (url: string) =>
      fetch(`${url}/websocket/uploads`, {
        method: "POST",
        headers: {
          Authorization: "Visitor AbCdEfGhIjKlMnOpQrStUv",
          "Content-Disposition": "attachment; filename*=UTF-8''note.txt",
        },
        body: "a note",
      });
    const keeping = new Command(...onFreePort, "--data", join(folder.path, "kept.db"));
    const url = await keeping.url();
    const file = (await (await bring(url)).json()) as { readonly url: string };
    expect(await (await fetch(new URL(file.url, `${url}/websocket/`))).text()).toBe("a note");
    expect(readdirSync(join(folder.path, "kept.db-uploads"))).toHaveLength(2);
    const forgetful = new Command(...onFreePort, "--memory");
    expect((await bring(await forgetful.url())).status).not.toBe(201);
  });

  it("refuses data that another process keeps open, and names both remedies", async () => {
    const data = ["--data", join(folder.path, "shared.db")];
    await new Command(...onFreePort, ...data).url();
    const second = new Command(...onFreePort, ...data);
    expect(await second.exit).toBe(1);
    expect(second.errors).toMatch(
      /^ws-chat: .*shared\.db is in use by another process, .*; one process a file\. .*--data.*--memory\n$/,
    );
  });

  it("refuses pages of other sites, names the option that admits them, and admits them with it", async () => {
    const headers = { Origin: "https://shop.example" };
    const strict = new Command(...onFreePort);
    const refused = await visit(await strict.url(), headers);
    expect(await refused.ended).toEqual([4403, "room or origin not allowed"]);
    await strict.sees("errors", /ws-chat --origin "https:\/\/shop\.example"/);
    const open = new Command(...onFreePort, "--origin", "https://shop.example", "--origin", "https://other.example");
    expect(await (await visit(await open.url(), headers)).ask("hi")).toBe("Server echoed: hi");
  });

  it("answers nobody who asks for it by a stranger's name, whose pages would count as its own, and names the option that admits it", async () => {
    const asked = (name: string) => ({ Host: name, Origin: `https://${name}` });
    const strict = new Command(...onFreePort);
    const url = await strict.url();
    for (const path of ["/", "/health", "/websocket"])
      expect(await statusOf(url, path, asked("evil.example"))).toBe(403);
    expect(await statusOf(url, "/websocket", { ...upgrading, ...asked("evil.example") })).toBe(403);
    await strict.sees("errors", /"evil\.example".*ws-chat --origin "https:\/\/evil\.example"\n/);
    for (const name of ["localhost:1", "app.localhost", "127.0.0.1:1", "[::1]:1", "192.0.2.1"]) {
      expect([name, await statusOf(url, "/", asked(name))]).toEqual([name, 200]);
    }
    const behindProxy = await new Command(...onFreePort, "--origin", "https://chat.example").url();
    expect(await statusOf(behindProxy, "/", asked("chat.example"))).toBe(200);
    expect(await statusOf(behindProxy, "/websocket", { ...upgrading, ...asked("chat.example") })).toBe(101);
  });

  it("refuses a page opened from a file, and names what serves it", async () => {
    const server = new Command(...onFreePort);
    const refused = await visit(await server.url(), { Origin: "null" });
    expect(await refused.ended).toEqual([4403, "room or origin not allowed"]);
    await server.sees("errors", /opened from a file.*ws-chat --public \.\n/);
    folder.write("index.html", "my own page");
    const url = await new Command(...onFreePort, "--public", folder.path).url();
    expect((await fetch(`${url}/ws-chat.js`)).status).toBe(200);
    expect(await (await visit(url, { Origin: new URL(url).origin })).ask("hi")).toBe("Server echoed: hi");
  });

  it("serves a folder instead of its page, without the folder's dot files", async () => {
    folder.write("index.html", "my own page");
    folder.write(".env", "SECRET=1");
    const url = await new Command(...onFreePort, "--public", folder.path).url();
    expect(await (await fetch(url)).text()).toBe("my own page");
    folder.write("index.html", "my own page, mended");
    expect(await (await fetch(url)).text()).toBe("my own page, mended");
    for (const path of ["/.env", "/%2eenv", "/%2e%2e/command.ts", "/health/.env"]) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    expect((await fetch(url, { headers: { Range: "bytes=9-2" } })).status).toBe(200);
  });

  it("gives nobody its conversations, their files or its handler, also where the folder that it serves is theirs", async () => {
    const server = new Command(...onFreePort, "--public", ".");
    const url = await server.url();
    const bring = { Authorization: "Visitor AbCdEfGhIjKlMnOpQrStUv", "Content-Disposition": "attachment" };
    await fetch(`${url}/websocket/uploads`, { method: "POST", headers: bring, body: "a note" });
    const kept = readdirSync(server.folder, { recursive: true, encoding: "utf8" });
    expect(kept).toEqual(expect.arrayContaining(["ws-chat.db", "ws-chat.db-wal", expect.stringMatching(/\.json$/)]));
    const disguised = [
      "//ws-chat.db",
      "/ws-chat.db?x",
      "/ws-chat.db#x",
      "/./ws-chat.db",
      "/x/../ws-chat.db",
      "/%77s-chat.db",
      "/WS-CHAT.DB",
      "/ws-chat.db/",
    ];
    for (const path of [...kept.map((name) => `/${name}`), ...disguised]) {
      expect([path, await statusOf(url, path)]).toEqual([path, 404]);
    }

    folder.write("index.html", "my own page");
    folder.write("ws-chat.db", "of another time");
    const handler = folder.write("bot.ts", "export default () => {};");
    symlinkSync(folder.path, join(server.folder, "site"));
    const linked = join(server.folder, "site");
    const data = join(folder.path, "talks.sqlite");
    const other = await new Command(...onFreePort, "--public", linked, "--data", data, "--handler", handler).url();
    expect(await statusOf(other, "/")).toBe(200);
    for (const path of ["/bot.ts", "/talks.sqlite", "/talks.sqlite-wal", "/ws-chat.db"]) {
      expect([path, await statusOf(other, path)]).toEqual([path, 404]);
    }
  });

  it("says goodbye and ends with 0 at SIGTERM", async () => {
    const server = new Command(...onFreePort);
    const visitor = await visit(await server.url());
    server.child.kill("SIGTERM");
    expect(await visitor.ended).toEqual([1012, "server drains or restarts"]);
    expect(await server.exit).toBe(0);
  });

  it("sends its visitors away one after the other at SIGTERM, all at once at SIGINT", async () => {
    for (const [signal, isSpread] of [
      ["SIGTERM", true],
      ["SIGINT", false],
    ] as const) {
      const server = new Command(...onFreePort);
      const url = await server.url();
      const visitors = [await visit(url), await visit(url), await visit(url)];
      const endedAt = visitors.map(({ ended }) => ended.then(() => performance.now()));
      server.child.kill(signal);
      const times = await Promise.all(endedAt);
      expect(Math.max(...times) - Math.min(...times) > 1_000).toBe(isSpread);
      expect(await server.exit).toBe(0);
    }
  });

  it("ends at once at a second signal, even while a peer does not answer the goodbye", async () => {
    const server = new Command(...onFreePort);
    const { port } = new URL(await server.url());
    const [, silent] = await once(request({ port, path: "/websocket", headers: upgrading }).end(), "upgrade");
    server.child.kill("SIGTERM");
    await once(silent, "data");
    server.child.kill("SIGINT");
    expect(await server.exit).toBe(130);
  });
});
