import { randomBytes } from "node:crypto";
import { createChat } from "@ws-chat/server";
import { createDiskUploads } from "@ws-chat/server/disk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Folder } from "../uploads/node-chat.ts";
import { upload, uploaded } from "../uploads/upload.ts";
import { canRun, type Proxy } from "./proxy.ts";
import { type ProxyName, proxyKinds } from "./proxy-kinds.ts";
import { servedSite, trustedProxy } from "./site.ts";

const folder = new Folder();
afterAll(() => folder[Symbol.dispose]());
const uploads = { store: await createDiskUploads({ folder: folder.path }) };
const site = servedSite((_, response) => void response.writeHead(418).end(), { "/filed": createChat({ uploads }) });
const names = Object.keys(proxyKinds) as ProxyName[];

describe.skipIf(names.some((name) => !canRun(name))).each(names)("files of a chat behind %s", (name) => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await trustedProxy(name, site);
  });
  afterAll(() => proxy?.[Symbol.asyncDispose]());

  it.each(["/filed", "/support/filed"])("come and go as large as they may be, at %s", async (path) => {
    const url = proxy.url(path, "http");
    const bytes = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(10_485_760 - 9)]);
    const { link } = await uploaded(url, { body: bytes });
    expect(link.pathname.startsWith(`${path}/uploads/`)).toBe(true);
    expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(bytes)).toBe(true);
    const part = await fetch(link, { headers: { Range: "bytes=0-7" } });
    expect([part.status, await part.text()]).toEqual([206, "%PDF-1.7"]);
  });

  it("are refused in our own words where they are too large", async () => {
    const refused = await upload(proxy.url("/filed", "http"), { body: Buffer.alloc(10_485_761, "x") });
    expect(await refused.json()).toMatchObject({ code: "too-long" });
  });
});
