import type { ShownMessage } from "@ws-chat/client";
import { equal, ok } from "./assert.ts";
import { ChatHarness, wordsOf } from "./chat-harness.ts";
import { FakeClient, me } from "./fake-client.ts";

const bot: Partial<ShownMessage> = { format: "markdown", from: { id: "bot", name: "Bot", role: "bot" } };

describe("Markdown in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(async () => {
    client = new FakeClient();
    chat = await ChatHarness.open({}, client);
  });
  afterEach(() => chat.close());

  const bodies = () => [...(chat.element.shadowRoot?.querySelectorAll<HTMLElement>(".markdown") ?? [])];
  const drawn = async () => {
    do await chat.settled();
    while (bodies().some((body) => !body.matches(".drawn")));
    return bodies().at(-1) as HTMLElement;
  };
  /** The element draws once for each frame. */
  const painted = async () => {
    await new Promise(requestAnimationFrame);
    await chat.element.updateComplete;
  };
  const show = (text: string) => {
    client.receive(text, bot);
    return drawn();
  };

  it("is drawn where the server says so, and as it was typed in what visitors write", async () => {
    const body = await show("**bold** and `code`");
    equal(body.querySelector("strong")?.textContent, "bold");
    client.receive("**not bold**", { format: "markdown", from: me });
    await chat.settled();
    equal(bodies().length, 1);
    ok(chat.text().includes("**not bold**"), "as it was typed");
  });

  it("is drawn in all messages with the attribute, from when it is there until it is gone", async () => {
    client.receive("*one*");
    await chat.settled();
    equal(bodies().length, 0);
    chat.element.markdown = true;
    const body = await drawn();
    equal(body.querySelector("em")?.textContent, "one");
    chat.element.removeAttribute("markdown");
    await chat.settled();
    equal(bodies().length, 0);
    ok(chat.text().includes("*one*"), "as it was typed");
  });

  it("has no headings of its own in the page's outline, and no pictures that tell their host who reads", async () => {
    const body = await show("# Big\n\n![a cat](https://example.com/cat.png) &amp; &lt;b&gt;");
    equal(body.querySelectorAll("h1, h2, h3, [role=heading], img").length, 0);
    equal(body.querySelector("p > strong")?.textContent, "Big");
    equal(body.querySelector("a")?.href, "https://example.com/cat.png");
    ok(wordsOf(body).endsWith("a cat & <b>"), wordsOf(body));
  });

  it("leads to web and mail addresses only, in another tab that learns nothing of this one", async () => {
    const body = await show(
      "[a](https://a.example) <mailto:b@example.com> [c](JaVaScRiPt:alert(1)) [d](data:text/html,x) [e](/e) [f](//f.example)" +
        " [g](vbscript:x) [h](&#106;avascript:x) [i](java&Tab;script:x) [j](blob:x) ![k](javascript:x)",
    );
    const links = [...body.querySelectorAll("a[href]")];
    equal(
      links.map((link) => link.getAttribute("href")),
      ["https://a.example", "mailto:b@example.com"],
    );
    for (const link of links)
      equal([link.getAttribute("target"), link.getAttribute("rel")], ["_blank", "noopener noreferrer"]);
    ok(wordsOf(body).includes("c d e"), wordsOf(body));
  });

  for (const text of [
    "<script>ran()</script>",
    "<img src=x onerror=ran()>",
    "a <svg onload=ran()><a xlink:href=javascript:ran()>x</a></svg> b",
    "<iframe srcdoc='<script>ran()</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=ran()&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=ran()>",
    "`<img src=x onerror=ran()>`",
    '```html" onmouseover=ran()\n<img src=x onerror=ran()>\n```',
    '``` "><script>ran()</script>\nx\n```',
    '[x](https://a.example/"onclick=ran())',
    '[x](https://a.example "t\\" onclick=ran()")',
    "[<img src=x onerror=ran()>](https://a.example)",
    '![<img src=x onerror=ran()>](x"onerror=ran())',
    "| <img src=x onerror=ran()> |\n| --- |\n| <style>*{display:none}</style> |",
    "<style>:host{display:none}</style>\n\n<b style=position:fixed>x</b>",
    "[x]: javascript:ran()\n\n[x]",
    "<a href='javascript:ran()'>x</a> <div id=attributes><input name=attributes></div>",
    "&lt;img src=x onerror=ran()&gt; &#60;script&#62;ran()&#60;/script&#62;",
    "<!--><img src=x onerror=ran()>-->",
    "<?lit$0$> ${ran()} {{ran()}}",
  ]) {
    it(`runs nothing and loads nothing: ${text}`, async () => {
      let hasRun = false;
      Object.assign(globalThis, { ran: () => (hasRun = true) });
      const reply = client.stream("", bot);
      for (const piece of text.match(/[^]{1,5}/g) ?? []) {
        reply.write(piece);
        await painted();
      }
      reply.end();
      const body = await show(text);
      for (const element of body.querySelectorAll("*")) {
        ok(
          !/^(img|script|style|svg|math|iframe|form|input|object|embed|base|link|meta)$/i.test(element.localName),
          element.outerHTML,
        );
        for (const { name, value } of element.attributes) {
          ok(!/^on|^style$|^id$|^name$|^src/i.test(name), element.outerHTML);
          ok(name !== "href" || /^(https?:|mailto:)/i.test(value), element.outerHTML);
        }
      }
      for (const link of body.querySelectorAll("a")) link.dispatchEvent(new MouseEvent("mouseover"));
      await chat.settled();
      ok(!hasRun, "it ran");
      Reflect.deleteProperty(globalThis, "ran");
    });
  }

  it("keeps what is finished while a reply runs, and all of it at its end", async () => {
    const reply = client.stream("First **paragraph**.\n\n", bot);
    const body = await drawn();
    const first = body.querySelector("p") as Element;
    const seen = new Set<Node>();
    const changes = new MutationObserver((records) => {
      // To add nothing to a text tells who translates the page of it.
      for (const { target, oldValue } of records)
        if (!(target instanceof Text && target.data === oldValue)) seen.add(target);
    });
    const text = "- one\n- two\n\n```js\nlet a = 1;\nlet b = 2;\n```\n\nThe [end](https://example.com/).";
    for (const piece of text.split(/(?<=\s)/)) {
      reply.write(piece);
      await painted();
      if (piece.startsWith("two"))
        changes.observe(first, { subtree: true, childList: true, characterDataOldValue: true });
    }
    const before = [...body.querySelectorAll("*")];
    reply.end();
    await chat.settled();
    ok(body.querySelector("p") === first, "the first paragraph is the one it was");
    equal(seen.size, 0, "changes in it");
    for (const element of before) ok(body.contains(element), `${element.outerHTML} has stayed`);
    equal(body.querySelectorAll("a[href]").length, 1);
    ok(bodies().length === 1 && bodies()[0] === body, "its element is the one it was");
    changes.disconnect();
  });

  it("shows no marks that are still open while a reply runs", async () => {
    const reply = client.stream("Hear", bot);
    const body = await drawn();
    const text =
      ": **bold _both_** and `code` and ~~gone~~, 2 * 3, snake_case_name, see [the page](https://example.com/a_b).\n\n" +
      "* one\n* two\n\nTitle\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nlet x = 1;\n```\n\n1. first\n2. second\n\n> quoted\n\nend";
    const seen = new Set<string>();
    for (const character of text) {
      reply.write(character);
      await painted();
      const words = wordsOf(body);
      seen.add(words);
      ok(!/\*\*|`|~~|\[|\]|https|\| ?-|\|/.test(words), words);
      equal(body.querySelectorAll("hr, h2").length, 0);
    }
    ok(seen.size > 80, `it was seen to grow ${seen.size} times`);
    reply.end();
    await chat.settled();
    equal(
      ["strong em", "p code", "del", "a[href]", "ul li", "table td", "pre", "ol li", "blockquote"].map(
        (selector) => body.querySelectorAll(selector).length,
      ),
      [1, 1, 1, 1, 2, 2, 1, 2, 1],
    );
  });

  it("keeps the reader's selection in a paragraph that grows", async () => {
    const reply = client.stream("Some words", bot);
    const body = await drawn();
    const words = body.querySelector("p")?.firstChild as Text;
    const range = document.createRange();
    range.setStart(words, 0);
    range.setEnd(words, 4);
    reply.write(" and more");
    await chat.settled();
    equal(range.toString(), "Some");
    equal(body.textContent, "Some words and more");
  });

  it("copies code by a button that says so once, and keeps the focus", async () => {
    const copies: string[] = [];
    const put = Object.getOwnPropertyDescriptor(Navigator.prototype, "clipboard");
    Object.defineProperty(navigator, "clipboard", {
      configurable: true,
      value: { writeText: async (text: string) => void copies.push(text) },
    });
    const body = await show("```ts\nlet a: string;\n  b\n```");
    ok(body.querySelector("pre")?.getAttribute("aria-label") === "ts", "named by its language");
    chat.get("button", "Copy").click();
    while (!copies.length) await chat.settled();
    await chat.settled();
    equal(copies, ["let a: string;\n  b"]);
    ok(chat.element.shadowRoot?.activeElement === chat.get("button", "Copy"), "the focus is on the button");
    equal(chat.get("log").textContent?.split("Copied").length, 2);
    if (put) Reflect.deleteProperty(navigator, "clipboard");
  });

  it("scrolls wide code and tables in themselves", async () => {
    const wide = "x".repeat(400);
    const body = await show(`\`\`\`\n${wide}\n\`\`\`\n\n| a | b |\n| - | - |\n| \`${wide}\` | ${"word ".repeat(99)} |`);
    for (const box of body.querySelectorAll("pre, .scroll")) {
      ok(box.getAttribute("tabindex") === "0" && box.getAttribute("aria-label"), "reached by keyboard, with a name");
    }
    const code = body.querySelector("pre");
    ok(code && code.scrollWidth > code.clientWidth, "the code is wider than its box");
    ok(chat.scroller.scrollWidth <= chat.scroller.clientWidth, "the conversation is not");
  });

  it("runs in each paragraph's own direction", async () => {
    const body = await show("שלום **עולם**!\n\nhello!\n\n- אחת\n- two");
    equal(
      [...body.querySelectorAll("p, li")].map((each) => getComputedStyle(each).direction),
      ["rtl", "ltr", "rtl", "ltr"],
    );
  });

  it("leaves the reader where they are when the code for it comes", async () => {
    chat.element.style.blockSize = "300px";
    const texts = Array.from({ length: 30 }, (_, index) => `# ${index}\n\n- a\n- b\n\n\n\n\n\nend`);
    client.show(...texts.map((text) => client.item(text, bot)));
    await chat.element.updateComplete;
    while (!bodies().length) await chat.element.updateComplete.then(() => new Promise(requestAnimationFrame));
    await chat.scrollTo(chat.scroller.scrollHeight / 2);
    await drawn();
    ok(!chat.isAtEnd(), "still in the middle");
  });

  for (const text of [
    ">".repeat(20_000),
    "- ".repeat(9_000),
    `${"a.".repeat(15_000)}@`,
    `${"|a".repeat(5_000)}\n${"|-".repeat(5_000)}\n${"|b\n".repeat(2_000)}`,
  ]) {
    it(`is shown as it was typed where that is beyond all sense: ${text.slice(0, 8)} …`, async () => {
      await show("*sense*");
      const { length } = bodies();
      client.receive(text, bot);
      await chat.settled();
      equal(bodies()[length]?.textContent?.length, text.length);
      equal(bodies()[length]?.childElementCount, 0);
    });
  }
});
