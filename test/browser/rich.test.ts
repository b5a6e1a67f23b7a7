import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, rosa } from "./fake-client.ts";

describe("what messages in <ws-chat> have beside their text", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(async () => {
    client = new FakeClient();
    chat = await ChatHarness.open({}, client);
  });
  afterEach(() => chat.close());

  it("ends a running reply on demand, and then offers it no more", async () => {
    const reply = client.stream("Once upon");
    await chat.enriched();
    chat.get("button", "Stop").click();
    equal(client.calls.at(-1)?.split(" ")[0], "stop");
    reply.end();
    await chat.settled();
    equal(chat.all("button", "Stop").length, 0);
  });

  const paragraphs = [
    "Once upon a time. ".repeat(40),
    "היה היה פעם. ".repeat(60),
    "  And then:",
    "- this",
    "- that ".repeat(90),
  ];
  const longReply = `${paragraphs.join("\n\n")}\nThe end, as far as it goes.`;
  const bubble = (): HTMLElement => {
    const found = chat.element.shadowRoot?.querySelector<HTMLElement>("[part~=bubble]");
    if (!found) throw new Error("no bubble");
    return found;
  };

  it("are links in a long text that looks as one of a piece does", async () => {
    client.show(client.item(`${longReply} https://example.org/`, { from: rosa }));
    while (!chat.all("link").length) await chat.settled();
    const drawn = bubble();
    ok(drawn.children.length > 2, "in several runs");
    const { width, height } = drawn.getBoundingClientRect();
    const beginnings = (): number[] => {
      const range = document.createRange();
      const nodes = document.createTreeWalker(drawn, NodeFilter.SHOW_TEXT);
      const found: number[] = [];
      for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        if (node.parentElement?.matches("a")) continue;
        for (const { index } of node.textContent?.matchAll(/^./gmu) ?? []) {
          range.setStart(node, index);
          range.setEnd(node, index + 1);
          // WebKit counts the end of the line above in.
          const rect = [...range.getClientRects()].at(-1);
          found.push(Math.round(rect?.left ?? 0), Math.round(rect?.top ?? 0));
        }
      }
      return found;
    };
    const there = beginnings();
    const { textContent } = drawn;
    drawn.textContent = textContent;
    equal([drawn.getBoundingClientRect().width, drawn.getBoundingClientRect().height], [width, height]);
    equal(beginnings(), there);
    equal(textContent, `${longReply} https://example.org/`);
  });

  it("leaves alone what a long reply begins with while it goes on", async () => {
    const reply = client.stream(longReply);
    await chat.enriched();
    while (bubble().children.length < 3) await chat.settled();
    const changes = new MutationObserver(() => {});
    for (const run of bubble().children) changes.observe(run, { subtree: true, childList: true, characterData: true });
    reply.write(" And on.");
    await chat.settled();
    equal(changes.takeRecords().length, 0);
    ok(bubble().textContent?.endsWith("goes. And on."), "it has gone on");
    equal(getComputedStyle(bubble().lastElementChild as Element).display, "block");
    reply.end();
  });

  it("offers quick replies below the newest message alone, and sends what they stand for", async () => {
    const quickReplies = [{ text: "Yes", value: "yes, please" }, { text: "No" }];
    client.show(client.item("Shall I?", { from: rosa, quickReplies }));
    await chat.settled();
    await chat.settled();
    const visible = () =>
      chat.all("button").filter((button) => button.className === "chip" && button.checkVisibility());
    equal(
      visible().map((button) => button.textContent?.trim()),
      ["Yes", "No"],
    );
    visible()[0]?.click();
    equal(client.calls.at(-1), "send yes, please");
    await chat.settled();
    equal(visible().length, 0);
    ok(chat.lines().length > 1, "the answer is there");
  });

  it("sends a quick reply as what is typed: the page may keep it back, and hears of no refusal that it did not ask for", async () => {
    client.show(client.item("Shall I?", { from: rosa, quickReplies: [{ text: "Yes" }] }));
    await chat.settled();
    await chat.settled();
    const asked: string[] = [];
    chat.element.addEventListener("ws-chat-send", (event) => {
      if (asked.push(event.text) === 1) event.preventDefault();
    });
    const unheard: unknown[] = [];
    const hear = (event: PromiseRejectionEvent): void => {
      event.preventDefault();
      unheard.push(event.reason);
    };
    addEventListener("unhandledrejection", hear);
    chat.get("button", "Yes").click();
    equal(client.calls, []);
    chat.get("button", "Yes").click();
    equal(client.calls, ["send Yes"]);
    equal(asked, ["Yes", "Yes"]);
    client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "Not now.");
    await chat.settled();
    removeEventListener("unhandledrejection", hear);
    equal(unheard, []);
    equal(chat.get("log").textContent, "Not sent. Not now.");
  });

  it("offers no quick replies where it takes no messages", async () => {
    client.show(client.item("Shall I?", { from: rosa, quickReplies: [{ text: "Yes" }] }));
    await chat.settled();
    await chat.settled();
    ok(chat.get("button", "Yes").checkVisibility(), "offered");
    chat.element.disabled = true;
    await chat.settled();
    ok(!chat.get("button", "Yes").checkVisibility(), "no longer");
  });
});
