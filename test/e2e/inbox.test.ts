import { createClient, type Status } from "@ws-chat/client";
import { createRedisLog } from "@ws-chat/server/redis";
import { createMemoryLog } from "@ws-chat/server/memory";
import { readFileSync } from "node:fs";
import type Axe from "axe-core";
import { SignJWT, UnsecuredJWT } from "jose";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { hasRedis, RedisServer } from "../../packages/server/src/logs/redis-server.test-support.ts";
import { logs } from "../chaos/logs.ts";
import { ChatPage, openBrowser } from "./browser-page.ts";
import { InboxPage, roomOn, serveInbox, visit } from "./inbox-site.ts";
import { startDemo } from "./server-process.ts";

/** Within this, whoever waits longest before the next attempt is back. */
const backMs = 40_000;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A site on a log in memory, gone with its test. */
async function site(): Promise<string> {
  const { url, close } = await serveInbox(createMemoryLog());
  onTestFinished(close);
  return url;
}

/** How a client fares that asks for a room. */
async function statusIn(url: string, room: string | undefined): Promise<Status> {
  const client = createClient({ url, room });
  onTestFinished(() => client.disconnect());
  const settled = Promise.withResolvers<Status>();
  client.on("status", (status) => {
    if (status.state === "online" || status.state === "stopped") settled.resolve(status);
  });
  client.connect();
  return settled.promise;
}

describe("the inbox", () => {
  it.each(logs)("shows who writes, and brings an answer to the one it is for, on $name", async ({ open }) => {
    const { log, dispose } = await open();
    onTestFinished(dispose);
    const { url, close } = await serveInbox(log);
    onTestFinished(close);
    const [ann, ben] = [await visit(browser, url, "Ann"), await visit(browser, url, "Ben")];
    const inbox = await InboxPage.signIn(browser, url);
    await expect.poll(() => inbox.state()).toBe("0 unread");
    const asked: string[] = [];
    inbox.page.on("request", (request) => asked.push(request.url()));

    await ann.write("Is this the bakery?");
    await inbox.lists("*Ann: Is this the bakery?");
    await ben.write("My parcel is late");
    await inbox.lists("*Ben: My parcel is late", "*Ann: Is this the bakery?");
    await ann.write("Hello?");
    await inbox.lists("*Ann: Hello?", "*Ben: My parcel is late");
    expect(await inbox.state()).toBe("2 unread");
    expect(asked, "the list is asked for again").toEqual([]);

    await inbox.open("Ben");
    await inbox.lists("*Ann: Hello?", "Ben: My parcel is late");
    await inbox.sees("My parcel is late");
    await inbox.write("It comes today");
    await inbox.lists("Ben: Mia: It comes today", "*Ann: Hello?");
    await ben.sees("Mia");
    await ben.sees("It comes today");
    expect(await ben.lines()).toEqual(["visitor: My parcel is late", "operator: It comes today"]);
    expect(await ann.lines()).toEqual(["visitor: Is this the bakery?", "visitor: Hello?"]);
    expect(await inbox.state()).toBe("1 unread");
    expect([...ann.errors, ...ben.errors, ...inbox.errors]).toEqual([]);
  });

  it("shows each of the two that the other is there, and has read what they wrote", async () => {
    const url = await site();
    const ann = await visit(browser, url, "Ann");
    await ann.write("Anybody there?");
    const inbox = await InboxPage.signIn(browser, url);
    await inbox.lists("*Ann: Anybody there?");
    await ann.sees("Sent");
    await inbox.open("Ann");
    await ann.sees("Mia is here");
    await ann.sees("Read");
    await inbox.sees("Ann is here");
    await inbox.write("I am");
    await inbox.sees("Sent");
    await ann.page.bringToFront();
    await inbox.sees("Read");
  });

  it("keeps what is half written with the conversation that it is for, and the keyboard where it is", async () => {
    const url = await site();
    const [ann, ben] = [await visit(browser, url, "Ann"), await visit(browser, url, "Ben")];
    await ann.write("I am Ann");
    await ben.write("I am Ben");
    const inbox = await InboxPage.signIn(browser, url);
    await inbox.open("Ann");
    await inbox.page.keyboard.type("To Ann");
    await inbox.open("Ben");
    await inbox.write("To Ben");
    await inbox.lists("Ben: Mia: To Ben", "Ann: I am Ann");
    await inbox.page.focus("nav a::-p-text(Ann)");
    await ann.write("Still there?");
    await inbox.lists("*Ann: Still there?", "Ben: Mia: To Ben");
    await inbox.page.bringToFront();
    expect(await inbox.page.evaluate(() => document.activeElement?.textContent)).toBe("Ann\nStill there?");
    await inbox.page.keyboard.press("Enter");
    await inbox.page.waitForFunction(() => document.activeElement?.localName === "ws-chat");
    await inbox.page.keyboard.press("Enter");
    await ann.sees("To Ann");
    await ben.sees("To Ben");
    expect(await ben.lines()).toEqual(["visitor: I am Ben", "operator: To Ben"]);
  });

  it("refuses who is no operator: the list, the rooms of others, and any room but a visitor's", async () => {
    const url = await site();
    const ann = await visit(browser, url, "Ann");
    await ann.write("For operators alone");
    const inbox = await InboxPage.signIn(browser, url);
    await inbox.lists("*Ann: For operators alone");
    const room = await roomOn(ann);

    const forged = [
      await new SignJWT({ name: "Eve" })
        .setProtectedHeader({ alg: "HS256" })
        .setExpirationTime("1h")
        .sign(new Uint8Array(32)),
      new UnsecuredJWT({ name: "Eve" }).setExpirationTime("1h").encode(),
      "",
    ];
    for (const token of [undefined, ...forged]) {
      const headers = token === undefined ? {} : { Cookie: `operator=${token}` };
      const response = await fetch(`${url}inbox/rooms`, { headers });
      expect([response.status, await response.text()]).toEqual([401, ""]);
    }
    expect(await statusIn(`${url}help`, room)).toMatchObject({ state: "stopped", code: 4403 });
    expect(await statusIn(`${url}help`, "lobby")).toMatchObject({ state: "stopped", code: 4403 });
    expect(await statusIn(`${url}help`, undefined)).toMatchObject({ state: "online" });
    expect(await statusIn(`${url}inbox/chat`, room)).toMatchObject({ state: "stopped", code: 4401 });

    // The operator's own page is a visitor's elsewhere: the cookie is for what lies below /inbox.
    const asVisitor = await ChatPage.open(browser, `${url}?name=Mia`);
    await asVisitor.write("I have a question, too");
    await asVisitor.sees("I have a question, too");
    expect(await asVisitor.lines()).toEqual(["visitor: I have a question, too"]);
    await inbox.lists("*Mia: I have a question, too", "*Ann: For operators alone");

    const stranger = await ChatPage.open(await browser.createBrowserContext(), `${url}inbox`);
    await stranger.page.waitForFunction(() => document.querySelector("[role=status]")?.textContent === "Signed out");
    await stranger.page.waitForSelector("a[href*=sign-in]", { visible: true });
    expect(await stranger.page.$$("nav a, ws-chat")).toEqual([]);
  });

  it.skipIf(!hasRedis())("shows on one process what visitors say on another", async () => {
    const redis = await RedisServer.start();
    onTestFinished(() => redis.dispose());
    const [here, there] = await Promise.all(
      [1, 2].map(async () => serveInbox(await createRedisLog({ url: redis.url }))),
    );
    if (!here || !there) throw new Error("two sites were started");
    onTestFinished(async () => void (await Promise.all([here.close(), there.close()])));
    const ann = await visit(browser, there.url, "Ann");
    const inbox = await InboxPage.signIn(browser, here.url);
    await ann.write("Hello");
    await inbox.lists("*Ann: Hello");
    await inbox.open("Ann");
    await inbox.write("Hello Ann");
    await ann.sees("Hello Ann");
  });

  it("is at most 80 lines beside the element", () => {
    const files = ["html", "js", "ts"].map((kind) => readFileSync(`demo/inbox/inbox.${kind}`, "utf8"));
    expect(files.join("").trimEnd().split("\n").length).toBeLessThanOrEqual(80);
  });

  it("goes on when the demo's server was killed and is back", async () => {
    const demo = await startDemo();
    onTestFinished(async () => void (await demo.stop()));
    const url = `http://localhost:${demo.port}/`;
    const control = (what: string) =>
      fetch(`${url}control/server/${what}`, { method: "POST", headers: { Origin: url.slice(0, -1) } });
    const visitor = await (await browser.createBrowserContext()).newPage();
    await visitor.goto(`${url}#person`);
    await visitor.waitForSelector("#help");
    const say = (text: string) =>
      visitor.$eval("#help", (chat, said) => void (chat as HTMLElementTagNameMap["ws-chat"]).send(said), text);
    const hears = (text: string) =>
      visitor.waitForFunction(
        (wanted) =>
          document
            .querySelector<HTMLElementTagNameMap["ws-chat"]>("#help")
            ?.messages.some(({ text, from }) => text === wanted && from.name === "Mia" && from.role === "operator"),
        { timeout: backMs },
        text,
      );
    await say("Is anybody there?");
    const inbox = await InboxPage.signIn(browser, url);
    const row = await inbox.page.waitForSelector("nav a");
    const [name = ""] = (await row?.evaluate((link) => link.textContent))?.split("\n") ?? [];
    await inbox.open(name);

    expect((await control("down")).status).toBe(204);
    await expect.poll(() => inbox.state(), { timeout: 10_000 }).toBe("Reconnecting …");
    await inbox.write("I am");
    await inbox.sees("1 message will be sent");
    expect((await control("up")).status).toBe(204);
    await hears("I am");
    await inbox.lists(`${name}: Mia: I am`);
    await say("Good");
    await inbox.lists(`${name}: Good`);
    expect(await inbox.state()).toBe("0 unread");
    expect(inbox.errors).toEqual([]);
  }, 90_000);

  it.each([
    ["wide", 1280, "light"],
    ["wide", 1280, "dark"],
    ["narrow", 360, "light"],
    ["narrow", 360, "dark"],
  ])("has nothing that axe objects to: %s (%i px), %s", async (layout, width, value) => {
    const url = await site();
    const ann = await visit(browser, url, "Ann");
    await ann.write("Hello");
    const inbox = await InboxPage.signIn(browser, url);
    await inbox.page.setViewport({ width, height: 700 });
    await inbox.page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await inbox.lists("*Ann: Hello");
    await inbox.page.evaluate(readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
    const violations = () =>
      inbox.page.evaluate(async () => {
        const { axe } = globalThis as unknown as { readonly axe: typeof Axe };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
    expect(await violations()).toEqual([]);
    await inbox.page.click("nav a");
    await inbox.sees("Hello");
    expect(await violations()).toEqual([]);
    expect(await inbox.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    if (layout === "wide") return;
    await inbox.page.waitForSelector("nav", { hidden: true });
    await inbox.page.click("section > a");
    await inbox.page.waitForSelector("nav a", { visible: true });
    await inbox.page.waitForSelector("section", { hidden: true });
  });
});
