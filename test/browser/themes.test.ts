import type { Author } from "@ws-chat/protocol";
import type Axe from "axe-core";
import "axe-core/axe.min.js";
import type { WsChat } from "@ws-chat/widget";
import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, me, rosa } from "./fake-client.ts";

// It comes as a script for any loader and leaves a global in a page.
const { axe } = globalThis as unknown as { readonly axe: typeof Axe };
const sent = { delivery: { state: "sent" } } as const;
const themes = ["paper", "terminal", "comic"];
const grounds = {
  light: "color-scheme: light; background: #f4f4fa; color: #222",
  dark: "color-scheme: dark; background: #16181d; color: #eee",
};

/** Three of its messages come from somebody else while the conversation is there. */
function talk(client: FakeClient): void {
  client.show(
    client.item("Yesterday's", { ts: Date.now() - 90_000_000 }),
    { type: "gap", key: "gap" },
    client.item("Do you have rye?", sent),
    client.item("https://example.com/mine", sent),
  );
  client.receive("Two loaves, https://example.com/rye");
  client.receive("They are still warm.");
  client.show(client.item("👍", sent));
  client.receive("Shall I?", { from: rosa, quickReplies: [{ text: "Yes" }, { text: "No" }] });
}
const states: Readonly<Record<string, (client: FakeClient) => void>> = {
  empty: () => {},
  conversation: talk,
  streaming(client) {
    talk(client);
    client.stream("It begins with");
  },
  offline(client) {
    talk(client);
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
    void client.send("one");
  },
  "a failed message, and none in reply"(client) {
    talk(client);
    client.receive("", { status: "no-reply" });
    client.send("poem").catch(() => {});
    client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "No poems.");
  },
};

describe("the themes of <ws-chat>", () => {
  let chat: ChatHarness;
  const links: HTMLLinkElement[] = [];

  afterEach(() => {
    chat.close();
    for (const link of links.splice(0)) link.remove();
    document.body.removeAttribute("style");
    localStorage.clear();
    sessionStorage.clear();
  });

  async function wear(theme: string): Promise<void> {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = `/packages/widget/themes/${theme}.css`;
    links.push(link);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => reject(new Error(`no ${link.href}`)));
    document.head.append(link);
    await promise;
  }

  async function hasNothingToObject(): Promise<void> {
    await still(chat.element);
    const { violations, passes } = await axe.run(chat.element);
    equal(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary).join()}`),
      [],
    );
    ok(
      passes.some(({ id }) => id === "color-contrast"),
      "contrast was looked at",
    );
    for (const button of chat.all("button").filter((each) => each.checkVisibility())) {
      const { width, height } = button.getBoundingClientRect();
      ok(width >= 24 && height >= 24, `${nameOf(button)} is ${width} x ${height}`);
    }
  }

  for (const theme of themes) {
    for (const [ground, style] of Object.entries(grounds)) {
      for (const [state, show] of Object.entries(states)) {
        it(`have nothing that axe objects to: ${theme}, ${ground}, ${state}`, async () => {
          document.documentElement.lang = "en";
          document.body.style.cssText = style;
          await wear(theme);
          const client = new FakeClient();
          show(client);
          chat = await ChatHarness.open({ heading: "Rosa's bakery" }, client);
          if (state !== "empty") await drawn(chat);
          await hasNothingToObject();
        });
      }

      it(`have nothing that axe objects to: ${theme}, ${ground}, a launcher and its panel`, async () => {
        document.documentElement.lang = "en";
        document.body.style.cssText = style;
        await wear(theme);
        const client = new FakeClient();
        const asked: Partial<WsChat> = { heading: "Rosa's bakery", launcher: true };
        chat = await ChatHarness.open(asked, client);
        talk(client);
        await chat.settled();
        equal(chat.element.shadowRoot?.querySelector(".badge")?.textContent, "3");
        await hasNothingToObject();
        chat.element.show();
        await drawn(chat);
        await hasNothingToObject();
      });
    }
  }

  it("draw one line below the heading, where they say who is here, too", async () => {
    for (const theme of themes) await wear(theme);
    const client = new FakeClient();
    talk(client);
    chat = await ChatHarness.open({ heading: "Rosa's bakery" }, client);
    const lines = () =>
      [".header", ".people"].map((name) => {
        const element = chat.element.shadowRoot?.querySelector(name);
        return element?.checkVisibility() ? Number.parseFloat(getComputedStyle(element).borderBlockEndWidth) > 0 : null;
      });
    const tell = async (others: readonly Author[]) => {
      client.set({ people: { "": { type: "presence", users: [...others], total: others.length } } });
      do await chat.settled();
      while ((lines()[1] === null) === others.length > 1);
    };
    for (const theme of [...themes, "none"]) {
      chat.element.dataset["theme"] = theme;
      await tell([me]);
      equal(lines(), [true, null], theme);
      await tell([me, rosa]);
      equal(lines(), [false, true], theme);
    }
    const page = document.createElement("style");
    page.textContent = "ws-chat::part(header) { border: 3px solid }";
    document.head.append(page);
    equal(lines(), [true, true], "where the page wants it");
    page.remove();
  });

  it("yield to any rule of the page, and dress those that name them where there are several", async () => {
    for (const theme of themes) await wear(theme);
    chat = await ChatHarness.open();
    const colors = new Set<string>();
    for (const theme of themes) {
      chat.element.dataset["theme"] = theme;
      colors.add(getComputedStyle(chat.element).fontFamily);
    }
    equal(colors.size, themes.length);
    const page = document.createElement("style");
    page.textContent = "ws-chat { --ws-chat-ground: rgb(1, 2, 3) }";
    document.head.prepend(page);
    equal(getComputedStyle(chat.element).backgroundColor, "rgb(1, 2, 3)");
    page.remove();
  });

  it("ask nobody for fonts or pictures, and leave forced colours and the focus as they are", async () => {
    chat = await ChatHarness.open();
    for (const theme of themes) {
      const text = await (await fetch(`/packages/widget/themes/${theme}.css`)).text();
      equal(
        /url\(|@import|@font-face|forced-color-adjust|outline(-style|-width)?:|!important|animation|transition/.exec(
          text,
        ),
        null,
      );
    }
  });
});

const nameOf = (button: Element): string => button.getAttribute("aria-label") ?? button.textContent;

/** Links and quick replies are there, whose code comes by itself. */
async function drawn(chat: ChatHarness): Promise<void> {
  do await chat.settled();
  while (!chat.element.shadowRoot?.querySelector(".quick"));
}

/** Contrast is measured once nothing fades any more. */
async function still(element: Element): Promise<void> {
  const ending = (element.shadowRoot?.getAnimations() ?? []).filter(
    ({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY,
  );
  await Promise.all(ending.map(({ finished }) => finished));
}
