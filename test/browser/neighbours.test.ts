import { equal, near, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, rosa } from "./fake-client.ts";
import { holding, text } from "./picked-files.ts";

describe("<ws-chat> and the page around it", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  const added: Element[] = [];
  const add = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag, given: Partial<HTMLElementTagNameMap[Tag]> = {}) => {
    const element = Object.assign(document.createElement(tag), given);
    document.body.append(element);
    added.push(element);
    return element;
  };
  beforeEach(() => {
    client = new FakeClient();
  });
  afterEach(() => {
    chat.close();
    for (const element of added.splice(0)) element.remove();
    scrollTo(0, 0);
  });

  /** What the browser makes of all that is written for `elements`. */
  const looks = (elements: Iterable<Element>) =>
    [...elements].map((element) => {
      const style = getComputedStyle(element);
      return [element.localName, ...[...style].map((name) => `${name}: ${style.getPropertyValue(name)}`)].join("; ");
    });
  const inside = () => chat.element.shadowRoot?.querySelectorAll("*") ?? [];
  const talk = async () => {
    client.show(client.item("Mine", { delivery: { state: "sent" } }));
    client.receive("https://example.com/", { quickReplies: [{ text: "Yes" }] });
    client.set({ typing: [rosa] });
    while (!chat.all("button", "Yes").length || !chat.all("button", "Copy message").length) await chat.settled();
    for (const animation of chat.element.shadowRoot?.getAnimations() ?? []) animation.cancel();
  };

  it("let no style in that is not meant for it", async () => {
    chat = await ChatHarness.open({ heading: "Rosa's bakery" }, client);
    await talk();
    const before = looks(inside());
    const names = new Set(
      [...inside()].flatMap(({ localName, classList }) => [localName, ...[...classList].map((name) => `.${name}`)]),
    );
    const rule = "all: revert !important; float: right !important; margin: 7px !important; z-index: 9 !important";
    add("style", { textContent: `${[...names].join()}, #field, #announcer, [part] { ${rule} }` });
    equal(looks(inside()), before);
  });

  it("let no style out", async () => {
    const markup =
      '<section class="root"><h2 class="heading">Shop</h2><button class="send">Buy</button><svg></svg><textarea></textarea><p class="message own"><a href="/">Rolls</a></p></section>';
    const shop = add("main", { innerHTML: markup });
    // A page that becomes longer by it would become narrower, too.
    add("style", { textContent: "ws-chat { position: fixed }" });
    const before = looks(shop.querySelectorAll("*"));
    const { length } = document.styleSheets;
    chat = await ChatHarness.open({ heading: "Rosa's bakery" }, client);
    await talk();
    equal(looks(shop.querySelectorAll("*")), before);
    equal([document.styleSheets.length, document.adoptedStyleSheets.length], [length, 0]);
  });

  for (const uploads of [false, true]) {
    it(`lies below whatever the page lays above it, ${uploads ? "with files" : "without files"}`, async () => {
      const cover = add("div");
      cover.style.cssText = "position: absolute; z-index: 1; inset: 0; height: 2000px";
      add("style", { textContent: "ws-chat::part(drop) { pointer-events: auto }" });
      if (uploads) client.set({ features: ["uploads"] });
      client.show(...Array.from({ length: 40 }, () => client.item("line")));
      chat = await ChatHarness.open({ uploads }, client);
      const isThere = () => chat.all("button", "Attach files").length > 0;
      while (isThere() !== uploads) await chat.settled();
      do {
        await chat.scrollTo(0);
        client.receive("below");
        await chat.settled();
      } while (!chat.all("button", /new message/).length);
      client.set({ history: "loading" });
      const dragged = new DragEvent("dragover", { bubbles: true, cancelable: true, composed: true });
      Object.defineProperty(dragged, "dataTransfer", { value: holding([text("a.txt")]) });
      chat.scroller.dispatchEvent(dragged);
      await chat.settled();
      for (const part of ["loading", "jump", "bubble", "send", ...(uploads ? ["drop"] : [])]) {
        const element = chat.element.shadowRoot?.querySelector(`.${part}`);
        ok(element, part);
        ok(element.checkVisibility(), `${part} is there`);
        const { left, top, width, height } = element.getBoundingClientRect();
        const at = (left: number, top: number) => document.elementFromPoint(left, top);
        equal(at(left + width / 2, top + height / 2) === cover, true, `the page covers the ${part}`);
      }
    });
  }

  for (const height of [500, 1200]) {
    it(`leave the page where its reader is, whatever happens in it: ${height} pixels high`, async () => {
      add("div").style.height = "3000px";
      chat = await ChatHarness.open({}, client);
      chat.element.style.height = `${height}px`;
      document.body.prepend(chat.element);
      client.send("poem").catch(() => {});
      client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "No.");
      await chat.settled();
      scrollTo(0, 300);
      const before = scrollY;
      near(before, 300, "the page is scrolled");
      client.receive("hello", { quickReplies: [{ text: "Yes" }] });
      const reply = client.stream("It begins");
      for (let line = 0; line < 30; line++) reply.write("\nand goes on");
      await chat.settled();
      reply.end();
      void chat.element.send("from the page's code");
      client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
      await chat.settled();
      chat.get("button", "Discard").click();
      await chat.settled();
      equal(scrollY, before);
    });
  }
});
