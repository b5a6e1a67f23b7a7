import { ChatError } from "@ws-chat/client";
import type Axe from "axe-core";
import "axe-core/axe.min.js";
import { equal, near, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, rosa } from "./fake-client.ts";

// It comes as a script for any loader and leaves a global in a page.
const { axe } = globalThis as unknown as { readonly axe: typeof Axe };
const sent = { delivery: { state: "sent" } } as const;
const talk = (client: FakeClient) =>
  client.show(
    client.item("Do you have rye?", sent),
    client.item("Two loaves, https://example.com/rye"),
    client.item("👍", sent),
    { type: "gap", key: "gap" },
    client.item("Yesterday's", { ts: Date.now() - 90_000_000 }),
  );

const states: Readonly<Record<string, (client: FakeClient) => void>> = {
  empty: () => {},
  "a conversation": talk,
  streaming: (client) => {
    talk(client);
    client.stream("It begins with");
  },
  typing: (client) => {
    talk(client);
    client.set({ typing: [rosa] });
  },
  "offline with a queue": (client) => {
    talk(client);
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
    void client.send("one");
    void client.send("two");
  },
  "a failed message": (client) => {
    client.send("poem").catch(() => {});
    client.refuse(client.getSnapshot().items[0]?.key ?? "", "forbidden", "No poems.");
  },
  "no reply": (client) => {
    talk(client);
    client.receive("", { status: "no-reply" });
    client.receive("It be", { status: "interrupted" });
  },
  "loading history": (client) => {
    talk(client);
    client.set({ history: "loading" });
  },
  "quick replies": (client) =>
    client.show(client.item("Shall I?", { quickReplies: [{ text: "Yes" }, { text: "No" }] })),
  "new messages below": (client) => {
    client.show(...Array.from({ length: 40 }, () => client.item("line")));
    queueMicrotask(() => client.receive("new"));
  },
  "messages with files": (client) => {
    const paper = { url: "./uploads/x", name: "recipe.pdf", type: "application/pdf", size: 1 };
    const picture = { ...paper, url: "/never", name: "bread.png", type: "image/png" };
    talk(client);
    client.show(client.item("", { attachments: [picture, paper] }), client.item("", { ...sent, attachments: [paper] }));
  },
  "authors with pictures, and the system": (client) => {
    const avatar = "./docs/images/conversation-light.png";
    client.receive("Hello", { from: { ...rosa, avatar } });
    client.show(client.item("Rosa has left", { from: { id: "", role: "system" } }));
    client.receive("Hello", { from: { id: "oven", name: "Oven", role: "bot" } });
  },
  "a text that is too long": (client) => client.set({ textBytes: 1 }),
  Markdown: (client) => {
    const rows = "| a | b |\n| - | - |\n| 1 | [2](https://example.com/) |";
    client.receive(`# Bread\n\n> good\n\n- \`rye\`\n\n\`\`\`sh\nbake --long ${"x".repeat(200)}\n\`\`\`\n\n${rows}`, {
      format: "markdown",
    });
  },
  "stopped by the server": (client) =>
    client.set({ status: { state: "stopped", code: 4401, message: "not signed in" } }),
};

/** What of it comes late. */
const late: Readonly<Record<string, string>> = {
  "authors with pictures, and the system": ".avatar",
  "a text that is too long": "#excess",
  Markdown: ".drawn pre",
};

const grounds = {
  light: "color-scheme: light; background: #f4f4fa; color: #222",
  dark: "color-scheme: dark; background: #16181d; color: #eee",
};

describe("<ws-chat> for everybody", () => {
  let chat: ChatHarness;
  afterEach(() => {
    chat.close();
    document.body.removeAttribute("style");
    // A launcher that was left open would be open in the next.
    sessionStorage.clear();
  });

  const launched: Partial<ChatHarness["element"]> = { launcher: true };
  const forms: Readonly<Record<string, Partial<ChatHarness["element"]>>> = {
    disabled: { disabled: true },
    "a launcher, closed": launched,
    "a launcher, closed, with unread messages": launched,
    "a launcher, open": { ...launched, open: true },
    "a launcher at the start, open": { ...launched, open: true, placement: "start" },
  };
  for (const [form, given] of Object.entries(forms)) {
    for (const [ground, style] of Object.entries(grounds)) {
      it(`has nothing that axe objects to: ${form}, ${ground}`, async () => {
        document.documentElement.lang = "en";
        document.body.style.cssText = style;
        const client = new FakeClient();
        talk(client);
        chat = await ChatHarness.open({ heading: "Rosa's bakery", ...given }, client);
        await whole(chat);
        if (form.includes("unread")) client.receive("Fresh rolls");
        await chat.settled();
        await still(chat.element);
        const { violations } = await axe.run(chat.element);
        equal(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary).join()}`),
          [],
        );
        for (const button of chat.all("button").filter((each) => each.checkVisibility())) {
          const { width, height } = button.getBoundingClientRect();
          ok(width >= 24 && height >= 24, `${button.ariaLabel} is ${width} x ${height}`);
        }
      });
    }
  }

  for (const [ground, style] of Object.entries(grounds)) {
    it(`has nothing that axe objects to: files that go with a message, ${ground}`, async () => {
      document.documentElement.lang = "en";
      document.body.style.cssText = style;
      const client = new FakeClient();
      client.set({ features: ["uploads"], uploadBytes: 9 });
      chat = await ChatHarness.open({ heading: "Rosa's bakery", uploads: true }, client);
      const files = new DataTransfer();
      for (const text of ["one", "two", "three", "too much of it"]) files.items.add(new File([text], `${text}.txt`));
      while (!chat.element.shadowRoot?.querySelector("input")) await chat.settled();
      const input = chat.element.shadowRoot.querySelector("input");
      if (!input) throw new Error("no input");
      input.files = files.files;
      input.dispatchEvent(new Event("change"));
      client.uploads[0]?.finish();
      client.uploads[1]?.fail(new ChatError("unavailable", ""));
      await chat.settled();
      await still(chat.element);
      const { violations } = await axe.run(chat.element);
      equal(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary).join()}`),
        [],
      );
      for (const button of chat.all("button").filter((each) => each.checkVisibility())) {
        const { width, height } = button.getBoundingClientRect();
        ok(width >= 24 && height >= 24, `${button.ariaLabel} is ${width} x ${height}`);
      }
    });
  }

  it("is used by the keyboard alone, from the launcher's button through the panel and back", async () => {
    const client = new FakeClient();
    client.show(client.item("Shall I? https://example.com/", { quickReplies: [{ text: "Yes" }, { text: "No" }] }));
    chat = await ChatHarness.open({ ...launched, heading: "Rosa's bakery" }, client);
    await whole(chat);
    chat.get("button", /^Open chat/).focus();
    await chat.press("Enter");
    const name = () => {
      const focused = chat.element.shadowRoot?.activeElement;
      return focused?.getAttribute("aria-label") || focused?.textContent?.trim() || focused?.getAttribute("title");
    };
    while (name() !== "Message") await chat.settled();
    const order = [name()];
    while (order.length < 7) {
      await chat.press("Shift+Tab");
      order.push(name());
    }
    equal(order, ["Message", "No", "Yes", "Copy message", "https://example.com/", "Messages", "Close chat"]);
    for (let step = 0; step < 4; step++) await chat.press("Tab");
    equal(name(), "Yes");
    await chat.press("Enter");
    equal(client.calls.at(-1), "send Yes");
    chat.element.focus();
    await chat.settled();
    await chat.press("Escape");
    equal(name(), "Open chat");
  });

  for (const [size, width, fontSize] of [
    ["320 pixels wide", "320px", "100%"],
    ["with text of twice the size", "640px", "200%"],
  ] as const) {
    it(`keeps everything within its width: ${size}`, async () => {
      document.documentElement.style.fontSize = fontSize;
      const client = new FakeClient();
      talk(client);
      client.show(client.item("Donaudampfschifffahrtsgesellschaft".repeat(4), sent), client.item("W".repeat(300)));
      client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
      client.send("poem").catch(() => {});
      client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "No poems.");
      chat = await ChatHarness.open({ heading: "Rosa's bakery, and a very long name" }, client);
      chat.element.style.width = width;
      await chat.type("draft");
      await chat.settled();
      const box = chat.element.getBoundingClientRect();
      ok(chat.scroller.scrollWidth <= chat.scroller.clientWidth, "nothing scrolls sideways");
      for (const element of chat.element.shadowRoot?.querySelectorAll("button, textarea, [part~=bubble]") ?? []) {
        const { left, right } = element.getBoundingClientRect();
        ok(left >= box.left && right <= box.right, `${element.getAttribute("part")}: ${left} to ${right}`);
      }
      document.documentElement.removeAttribute("style");
    });
  }

  for (const [state, show] of Object.entries(states)) {
    for (const [ground, style] of Object.entries(grounds)) {
      it(`has nothing that axe objects to: ${state}, ${ground}`, async () => {
        document.documentElement.lang = "en";
        document.body.style.cssText = style;
        const client = new FakeClient();
        show(client);
        chat = await ChatHarness.open({ heading: "Rosa's bakery" }, client);
        const selector = late[state] ?? ".root";
        if (state === "a text that is too long") await chat.type("two");
        const isThere = () => chat.element.shadowRoot?.querySelector(selector);
        while (!isThere()) await chat.settled();
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
      });
    }
  }

  it("shows the focus on all that can have it, and has targets of 24 pixels and more", async () => {
    const client = new FakeClient();
    client.show(...Array.from({ length: 40 }, () => client.item("line")));
    chat = await ChatHarness.open({}, client);
    await chat.scrollTo(0);
    client.send("poem").catch(() => {});
    client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "No poems.");
    client.receive("new");
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
    await chat.type("draft");
    await chat.settled();
    chat.get("button", "1 new message");
    const copied = () => chat?.all("button", "Copy message").map((button) => button.closest(".bubble")?.textContent);
    while (copied()?.join() !== "new") await chat.settled();
    for (const button of chat.all("button")) {
      const { width, height } = button.getBoundingClientRect();
      ok(width >= 24 && height >= 24, `${button.textContent} is ${width} x ${height}`);
    }
    chat.scroller.focus();
    const order: string[] = [];
    for (const key of ["", ...Array.from({ length: 6 }, () => "Tab")]) {
      if (key) await chat.press(key);
      const focused = chat.element.shadowRoot?.activeElement;
      ok(focused, "something has the focus");
      const ring = getComputedStyle(focused.matches("textarea") ? (focused.closest(".box") ?? focused) : focused);
      near(Number.parseFloat(ring.outlineWidth), 2, "focus ring");
      equal(ring.outlineStyle, "solid");
      order.push(
        focused.getAttribute("aria-label") || focused.textContent?.trim() || (focused.getAttribute("title") ?? ""),
      );
    }
    equal(order, ["Messages", "Retry", "Discard", "Copy message", "Try now", "Message", "Send"]);
  });

  it("keeps still for those who want it so", async () => {
    chat = await ChatHarness.open();
    const rules = (chat.element.shadowRoot?.adoptedStyleSheets ?? []).flatMap((sheet) => [...sheet.cssRules]);
    const moving = rules.filter((rule) => /animation|transition/.test(rule.cssText));
    equal(
      moving.map((rule) => rule instanceof CSSMediaRule && rule.conditionText),
      ["(prefers-reduced-motion: no-preference)"],
    );
  });

  it("is a mirror image from right to left", async () => {
    const client = new FakeClient();
    talk(client);
    chat = await ChatHarness.open({}, client);
    document.body.dir = "rtl";
    await chat.settled();
    const [own, other] = ["own", "message"].map((part) =>
      chat.element.shadowRoot?.querySelector(`[part="message${part === "own" ? " own" : ""}"]`),
    );
    ok(own && other, "messages of both");
    const box = chat.scroller.getBoundingClientRect();
    ok(own.getBoundingClientRect().left - box.left < 40, "one's own on the left");
    ok(box.right - other.getBoundingClientRect().right < 40, "the other's on the right");
    document.body.removeAttribute("dir");
  });
});

/** The conversation is there, and so are its links and what copies a message. */
async function whole(chat: ChatHarness): Promise<void> {
  while (!chat.element.shadowRoot?.querySelector("textarea, .launcher")) await chat.settled();
  while (!chat.all("link").length || !chat.all("button", "Copy message").length) await chat.settled();
}

/** Contrast is measured once nothing fades any more. */
async function still(element: Element): Promise<void> {
  const ending = (element.shadowRoot?.getAnimations() ?? []).filter(
    ({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY,
  );
  await Promise.all(ending.map(({ finished }) => finished));
}
