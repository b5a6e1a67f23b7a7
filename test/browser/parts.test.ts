import { ChatError } from "@ws-chat/client";
import type { WsChat } from "@ws-chat/widget";
import { equal, near, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, me, rosa } from "./fake-client.ts";
import { holding, text } from "./picked-files.ts";

const picture = new URL("../../docs/images/conversation-light.png", import.meta.url).href;
const sent = { delivery: { state: "sent" } } as const;
const bot = { id: "bot", name: "Oven", role: "bot" } as const;
const file = (name: string, type: string) => ({ url: `/never/${name}`, name, type, size: 1 });

/** Every kind of thing that a conversation may show. */
function tellAll(client: FakeClient): void {
  const { id } = me;
  client.set({
    features: ["history", "streams", "uploads"],
    uploadBytes: 9,
    people: {
      "": { type: "presence", users: [me, rosa], total: 2 },
      [rosa.id]: { type: "read", user: rosa.id, seq: 7 },
    },
  });
  client.show(
    client.item("Yesterday's", { ts: Date.now() - 90_000_000 }),
    { type: "gap", key: "gap" },
    client.item("Rosa has joined", { from: { id: "", role: "system" } }),
    client.item("👍", sent),
    client.item("", {
      from: bot,
      attachments: [
        { ...file("bread.png", "image/png"), url: picture, width: 9, height: 9 },
        file("song.wav", "audio/wav"),
        file("film.mp4", "video/mp4"),
        file("prices.pdf", "application/pdf"),
      ],
    }),
    client.item("```sh\nbake\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |", { from: bot, format: "markdown" }),
    client.item("It be", { from: bot, status: "interrupted" }),
    client.item("", { from: bot, status: "no-reply" }),
    client.item("Read", { ...sent, seq: 7, from: { id, role: "visitor" } }),
  );
  client.receive("https://example.com/", { from: { ...rosa, avatar: picture }, quickReplies: [{ text: "Yes" }] });
}

describe("what a style sheet of the page can reach in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  const style = document.createElement("style");
  beforeEach(() => {
    client = new FakeClient();
    document.head.append(style);
  });
  afterEach(() => {
    chat.close();
    style.remove();
    sessionStorage.clear();
    localStorage.clear();
  });

  const root = (): ShadowRoot => {
    const { shadowRoot } = chat.element;
    if (!shadowRoot) throw new Error("no shadow root");
    return shadowRoot;
  };
  const part = (name: string): HTMLElement => {
    const found = root().querySelector<HTMLElement>(`[part~="${name}"]`);
    if (!found) throw new Error(`no part ${name}`);
    return found;
  };
  const open = async (given: Partial<WsChat> = {}) => {
    chat = await ChatHarness.open({ heading: "Rosa's bakery", uploads: true, ...given }, client);
  };

  /** Those of everything that there is, one state after the other: their code comes by itself. */
  async function seeAll(): Promise<{ readonly parts: Set<string>; readonly rules: CSSRule[] }> {
    const parts = new Set<string>();
    const look = async (...wanted: readonly string[]) => {
      const missing = () => wanted.filter((name) => !root().querySelector(`[part~="${name}"]`));
      for (let turns = 0; missing().length; turns++) {
        ok(turns < 200, `there is ${missing().join()}`);
        await chat.settled();
      }
      for (const element of root().querySelectorAll("[part]")) for (const name of element.part) parts.add(name);
    };
    const launcher: Partial<WsChat> = { launcher: true, greeting: "Ask us", open: true };
    await open(launcher);
    await look("launcher", "badge", "panel", "close", "greeting");
    tellAll(client);
    await look("attach", "avatar", "role", "table", "audio", "people", "read", "quick-reply", "link");
    client.stream("It begins", { from: bot });
    client.set({ typing: [rosa] });
    await look("stop", "typing");
    await chat.scrollTo(0);
    client.receive("Below");
    client.send("poem").catch(() => {});
    client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "No.");
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
    await chat.scrollTo(0);
    client.receive("Further below");
    const dragged = new DragEvent("dragover", { bubbles: true, cancelable: true, composed: true });
    Object.defineProperty(dragged, "dataTransfer", { value: holding([text("a.txt")]) });
    chat.scroller.dispatchEvent(dragged);
    const input = root().querySelector("input");
    if (!input) throw new Error("no input");
    input.files = holding([text("small.txt", "ok"), text("large.txt", "0123456789")]).files;
    input.dispatchEvent(new Event("change"));
    await look("new-messages", "status", "trouble", "upload", "progress", "drop");
    client.uploads[0]?.fail(new ChatError("invalid", "Not this one."));
    await look("failed");
    return { parts, rules: root().adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]) };
  }

  it("is every part that is told of, and no other", async () => {
    const readme = await (await fetch("/packages/widget/README.md")).text();
    const told = /\*\*Parts\*\*([^]*?)\n\n/.exec(readme)?.[1] ?? "";
    const names = new Set([...told.matchAll(/`([\w-]+)`/g)].map(([, name]) => name ?? ""));
    // What cannot be played is a file like others.
    if (!document.createElement("video").canPlayType("video/mp4")) names.delete("video");
    const { parts } = await seeAll();
    equal([...parts].toSorted(), [...names].toSorted());
  });

  it("moves for nobody who wants it still, and has no rule that the page's cannot go before, but the size of a launcher and of what is printed", async () => {
    const { rules } = await seeAll();
    const moving = rules.filter((rule) => /animation|transition/.test(rule.cssText));
    ok(moving.length > 2, "something moves");
    for (const rule of moving) {
      equal(rule instanceof CSSMediaRule && rule.conditionText, "(prefers-reduced-motion: no-preference)");
    }
    // A page means the size that it gives a chat for the chat in it, on a screen.
    const sizes = /block-size: auto !important/;
    const firm = rules.map(({ cssText }) => cssText).filter((text) => text.includes("!important"));
    ok(
      firm.every((text) => /^:host\(\[launcher\]\)|^@media print/.test(text) && sizes.test(text)),
      firm.join("\n"),
    );
  });

  it("is every custom property that is told of", async () => {
    style.textContent = `ws-chat {
      width: 900px;
      --ws-chat-accent: rgb(1 2 3);
      --ws-chat-danger: rgb(4 5 6);
      --ws-chat-ground: rgb(7 8 9);
      --ws-chat-text: rgb(10 11 12);
      --ws-chat-font-size: 30px;
      --ws-chat-radius: 7px;
      --ws-chat-column: 400px;
    }`;
    await open();
    client.send("poem").catch(() => {});
    client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "No.");
    await chat.settled();
    const failed = root().querySelector(".failed");
    ok(failed, "a failed message");
    const { backgroundColor, color, borderRadius } = getComputedStyle(chat.element);
    equal([backgroundColor, color, borderRadius], ["rgb(7, 8, 9)", "rgb(10, 11, 12)", "7px"]);
    equal(getComputedStyle(part("bubble")).backgroundColor, "rgb(1, 2, 3)");
    equal(getComputedStyle(part("bubble")).fontSize, "30px");
    equal(getComputedStyle(failed).color, "rgb(4, 5, 6)");
    const { left, right } = part("box").getBoundingClientRect();
    near(right - left, 400, "as wide as the column");
  });
});
