import { equal, ok } from "./assert.ts";
import { wordsOf } from "./chat-harness.ts";

describe("<ws-chat> on a page with a strict policy", () => {
  const frame = document.createElement("iframe");
  const shown = () => {
    const root = frame.contentDocument?.querySelector("ws-chat")?.shadowRoot;
    return root ? wordsOf(root) : "";
  };

  it("is whole, and breaks no rule", async () => {
    frame.src = new URL("strict-page.html", import.meta.url).href;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    while (!shown().includes("still here")) await new Promise(requestAnimationFrame);
    const text = shown();
    for (const part of ["https://example.com/", "no longer available", "Not sent", "Offline.", "throw"]) {
      ok(text.includes(part), `${part} is in ${text}`);
    }
    equal(frame.contentDocument?.documentElement.dataset["violations"], "");
    const root = frame.contentDocument?.querySelector("ws-chat")?.shadowRoot;
    // What is drawn of files comes with other code, and what goes with a message is drawn without being loaded.
    const isDrawn = () => root?.querySelector("img")?.naturalWidth && root.querySelector(".upload canvas");
    while (!isDrawn()) {
      // Pictures out of sight are not loaded.
      root?.querySelector("img")?.scrollIntoView();
      await new Promise(requestAnimationFrame);
    }
    equal(frame.contentDocument?.documentElement.dataset["violations"], "");
    equal(root?.querySelectorAll("[style], style, script").length, 0);
    const bubble = root?.querySelector("[part=bubble]");
    ok(
      bubble && frame.contentWindow?.getComputedStyle(bubble).borderRadius === "18px",
      "its style sheets are in force",
    );
  });

  it("shows a message as ever where the page's own drawing of it fails, and reports that", () => {
    ok(shown().includes("throw"), shown());
    equal(frame.contentDocument?.documentElement.dataset["errors"], "Error: a bug of the page's; ");
  });

  it("asks nothing of other hosts", () => {
    const entries = frame.contentWindow?.performance.getEntriesByType("resource") ?? [];
    ok(entries.length > 0, "something was loaded");
    equal(
      entries.map(({ name }) => new URL(name).origin).filter((origin) => origin !== location.origin),
      [],
    );
    // Whoever has chosen a file writes on; WebKitGTK leaves the keyboard with a frame that is gone.
    focus();
    frame.remove();
  });
});

describe("the built ws-chat.js on a strict page that names the policies it allows", () => {
  it("works beside the page's own Lit, and breaks no rule", async () => {
    const frame = document.createElement("iframe");
    frame.src = new URL("strict-page-own-lit.html", import.meta.url).href;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    const page = frame.contentDocument;
    const isWhole = (chat: Element) => {
      const root = chat.shadowRoot;
      // Link and quick reply are of a file that is loaded later, and so are the panel and what is drawn of Markdown.
      return (
        root?.querySelector("blockquote strong") &&
        root.querySelector("a[href]") &&
        root.querySelector("textarea") &&
        wordsOf(root).includes("Yes")
      );
    };
    const chats = () => [...(page?.querySelectorAll("ws-chat") ?? [])];
    while (chats().length < 2 || !chats().every(isWhole)) await new Promise(requestAnimationFrame);
    equal(page?.querySelector("p")?.textContent, "The page's own");
    equal(page?.documentElement.dataset["violations"], "");
    equal(page?.documentElement.dataset["errors"], "");
    frame.remove();
  });
});

describe("both script files on a strict page that allows one policy, once", () => {
  for (const files of ["ws-chat.js,ws-chat-lazy.js", "ws-chat-lazy.js,ws-chat.js"]) {
    it(`are one element, and break no rule: ${files}`, async () => {
      const frame = document.createElement("iframe");
      frame.src = new URL(`two-scripts-page.html#${files}`, import.meta.url).href;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
      const page = frame.contentDocument?.documentElement;
      const isWhole = ({ shadowRoot: root }: Element) =>
        root?.querySelector("textarea") && root.querySelector("a[href]");
      const chats = () => [...(page?.querySelectorAll("ws-chat") ?? [])];
      const isBroken = () => page?.dataset["violations"] || page?.dataset["errors"];
      while (!isBroken() && (chats().length < 2 || !chats().every(isWhole))) await new Promise(requestAnimationFrame);
      equal([page?.dataset["violations"], page?.dataset["errors"]], ["", ""]);
      frame.remove();
    });
  }
});
