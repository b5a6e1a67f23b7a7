import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";

describe("text in <ws-chat>", () => {
  let chat: ChatHarness;
  beforeEach(async () => {
    chat = await ChatHarness.open();
  });
  afterEach(() => chat.close());

  const bubbles = () => [...(chat.element.shadowRoot?.querySelectorAll("[part=bubble]") ?? [])];
  const show = async (text: string) => {
    chat.client.receive(text);
    await chat.settled();
    return bubbles().at(-1)?.textContent;
  };

  for (const text of [
    "<b>bold</b> & <script>throw 1</script>",
    '<img src=x onerror="throw 1">',
    "<!-- --> ${1} {{x}} <?lit$1$>",
    "  two  spaces\n\n\tand a tab  ",
    "<a href=javascript:alert(1)>x</a>",
  ]) {
    it(`is shown as it was typed: ${text}`, async () => {
      equal(await show(text), text);
      equal(bubbles().at(-1)?.querySelectorAll(":scope > :not(.rail)").length, 0);
    });
  }

  it("cannot pass as markup in a name", async () => {
    chat.client.receive("hi", { from: { id: "x", name: "<i>Rosa</i>", role: "user" } });
    await chat.settled();
    equal(chat.element.shadowRoot?.querySelector("[part=name]")?.textContent, "<i>Rosa</i>");
  });

  const table: readonly (readonly [string, readonly string[]])[] = [
    ["See https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]],
    ["(http://example.com/x_(y)), http://example.com/z!", ["http://example.com/x_(y)", "http://example.com/z"]],
    ["Mail mailto:rosa@example.com?subject=hi", ["mailto:rosa@example.com?subject=hi"]],
    ["HTTPS://EXAMPLE.COM", ["HTTPS://EXAMPLE.COM"]],
    ["javascript:alert(1) data:text/html,x vbscript:x file:///etc ftp://a.b //evil.example", []],
    ["http:// https://? mailto:", []],
    ['http://example.com/"onclick=x', ["http://example.com/"]],
    ["example.com rosa@example.com", []],
  ];
  for (const [text, links] of table) {
    it(`makes links of web and mail addresses only: ${text}`, async () => {
      equal(await show(text), text);
      equal(
        chat.all("link").map((link) => link.getAttribute("href")),
        links,
      );
      for (const link of chat.all("link")) {
        equal(link.getAttribute("rel"), "noopener noreferrer");
        equal(link.getAttribute("target"), "_blank");
      }
    });
  }

  it("runs in its own direction, whatever the page's", async () => {
    await show("אב!");
    await show("ab!");
    const isMarkOnTheRight = bubbles().map((bubble) => edgeOf(bubble, 2) > edgeOf(bubble, 0));
    equal(isMarkOnTheRight, [false, true]);
  });
  /** The left edge of one character of a text. */
  const edgeOf = (bubble: Element, offset: number) => {
    const range = document.createRange();
    const text = document.createTreeWalker(bubble, NodeFilter.SHOW_TEXT).nextNode();
    if (!text) throw new Error("no text");
    range.setStart(text, offset);
    range.setEnd(text, offset + 1);
    return range.getBoundingClientRect().left;
  };

  it("can be drawn by the page, message by message, as a node or as text", async () => {
    const rule = document.createElement("hr");
    chat.element.renderMessage = ({ text }) => (text === "rule" ? rule : text === "loud" ? "<B>LOUD</B>" : undefined);
    await show("rule");
    ok(bubbles()[0]?.firstElementChild === rule, "the page's node");
    equal(await show("loud"), "<B>LOUD</B>");
    equal(await show("plain"), "plain");
  });
});
