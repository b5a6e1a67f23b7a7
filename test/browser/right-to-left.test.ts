import { equal, near, ok } from "./assert.ts";
import { ChatHarness, findAll } from "./chat-harness.ts";
import { FakeClient, me, rosa } from "./fake-client.ts";

const languages = [
  { lang: "he", text: "שלום עולם", typing: "מה" },
  { lang: "ar", text: "مرحبا بالعالم", typing: "ما" },
];

for (const { lang, text, typing } of languages) {
  describe(`<ws-chat> on a page from right to left, ${lang}`, () => {
    let chat: ChatHarness;
    let client: FakeClient;
    const page = document.documentElement;
    const before = page.lang;
    const bubbles = () => [...(chat.element.shadowRoot?.querySelectorAll<HTMLElement>(".bubble") ?? [])];
    const bubble = (content: string): HTMLElement => {
      const found = bubbles().find((each) => each.textContent?.includes(content));
      if (!found) throw new Error(`no bubble with ${content}`);
      return found;
    };
    /** Where text is written, without the room beside it. */
    const inkOf = (element: Element): DOMRect => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect();
    };
    const scroller = (): HTMLElement => chat.get("group");
    const part = (name: string): Element => {
      const found = chat.element.shadowRoot?.querySelector(`[part~="${name}"]`);
      if (!found) throw new Error(`no part ${name}`);
      return found;
    };

    beforeEach(async () => {
      page.lang = lang;
      page.dir = "rtl";
      client = new FakeClient();
      client.show(client.item(text, { from: rosa }));
      client.show(client.item("Hello, world!\n\u05d0 long enough second line", { from: rosa }));
      client.show(client.item(`${text} ok`, { from: me, delivery: { state: "sent" } }));
      chat = await ChatHarness.open({}, client);
    });
    afterEach(() => {
      chat.close();
      page.lang = before;
      page.removeAttribute("dir");
      sessionStorage.clear();
    });

    it("puts one's own messages on the left, the others' and their times on the right", () => {
      const box = scroller().getBoundingClientRect();
      ok(bubble("ok").getBoundingClientRect().left - box.left < 40, "one's own");
      ok(box.right - bubble(text).getBoundingClientRect().right < 40, "the other's");
      const feet = [...(chat.element.shadowRoot?.querySelectorAll(".foot") ?? [])].map(inkOf);
      ok(box.right - (feet[0]?.right ?? 0) < 60, "the time of the other's");
      ok((feet.at(-1)?.left ?? 1000) - box.left < 60, "the time of one's own");
      equal(scroller().scrollWidth, scroller().clientWidth, "nothing to scroll sideways");
    });

    it("runs each paragraph of a message in its own direction", () => {
      const mixed = bubble("Hello");
      const node = mixed.firstChild?.nextSibling ?? mixed;
      const range = document.createRange();
      const words = document.createTreeWalker(mixed, NodeFilter.SHOW_TEXT);
      let latin: Node = node;
      for (let next = words.nextNode(); next; next = words.nextNode())
        if (next.textContent?.includes("Hello")) latin = next;
      const start = latin.textContent?.indexOf("Hello") ?? 0;
      const at = (from: number, to: number) => {
        range.setStart(latin, start + from);
        range.setEnd(latin, start + to);
        return range.getBoundingClientRect();
      };
      ok(at(0, 1).left < at(12, 13).left, "the mark of exclamation is to the right of what it ends");
      const second = at(14, 15);
      ok(second.left > at(20, 21).left, "the second paragraph begins on its right");
    });

    it("runs Hebrew and Arabic from right to left where the page does not", async () => {
      page.dir = "ltr";
      await chat.settled();
      const ink = inkOf(bubble(text));
      const { right } = bubble(text).getBoundingClientRect();
      ok(right - ink.right < 20, "it begins on the right of its bubble");
      ok(
        bubble("ok").getBoundingClientRect().right > scroller().getBoundingClientRect().right - 40,
        "own on the right",
      );
    });

    it("runs quotes and tables of a reply as a whole in their own direction", async () => {
      const bot = { from: { id: "bot", name: "Bot", role: "bot" }, format: "markdown" } as const;
      client.receive(`> ${text}\n\nand\n\n> Hello\n\n| ${text} | ${text} |\n| --- | --- |\n| Bread | 8 |`, bot);
      client.receive("| One | Two |\n| --- | --- |\n| 1 | 2 |", bot);
      const all = (selector: string) => [...(chat.element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
      while (all("table").length < 2) await chat.settled();
      const bars = all("blockquote").map((quote) => {
        const { borderLeftWidth, borderRightWidth } = getComputedStyle(quote);
        return borderLeftWidth > borderRightWidth ? "left" : "right";
      });
      equal(bars, ["right", "left"]);
      const [own, other] = all("table").map((table) => [...table.querySelectorAll("th, td")].map(inkOf));
      ok((own?.[0]?.left ?? 0) > (own?.[1]?.right ?? 1000), "the first column is on the right");
      near(own?.[2]?.right ?? 0, own?.[0]?.right ?? 1000, "Latin words begin where the column's title does");
      ok((other?.[0]?.right ?? 1000) < (other?.[1]?.left ?? 0), "the first column is on the left");
    });

    it("cuts a long Latin name at its end, and leaves the words around it", async () => {
      const name = "Bartholomew Featherstonehaugh-Cholmondeley the Third of Somewhere";
      chat.element.style.width = "300px";
      client.set({
        people: {
          "": {
            type: "presence",
            users: [me, { id: "v:b", role: "visitor", name }, { id: "v:c", role: "visitor", name: text }],
            total: 3,
          },
        },
      });
      const find = (selector: string) => chat.element.shadowRoot?.querySelector<HTMLElement>(selector);
      while (!find(".people bdi")) await chat.settled();
      const line = find(".people");
      const cut = find(".people bdi");
      if (!line || !cut) throw new Error("no line");
      equal([getComputedStyle(cut).direction, getComputedStyle(cut).textOverflow], ["ltr", "ellipsis"]);
      ok(cut.scrollWidth > cut.clientWidth, "it is cut");
      equal(cut.scrollLeft, 0, "at its end");
      const words = inkOf(line.lastChild as Element);
      const box = line.getBoundingClientRect();
      ok(words.left >= box.left && words.right <= box.right && words.width > 10, "what they do is to be read");
    });

    it("writes from the right, with the button on the left, and Latin text the other way", async () => {
      const { left, right } = part("box").getBoundingClientRect();
      const send = part("send").getBoundingClientRect();
      near(send.left - left, 5, "the button beside the left edge", 3);
      ok(right - chat.field.getBoundingClientRect().right < 3, "the field reaches to the right");
      equal(getComputedStyle(chat.field).direction, "rtl");
      await chat.type(typing);
      equal(getComputedStyle(chat.field).unicodeBidi, "plaintext");
    });

    it("says below on the right that the link is down", async () => {
      client.set({ status: { state: "stopped", code: "refused", message: "The room is full." } as never, pending: 2 });
      await chat.settled();
      const status = part("status");
      const { right } = status.getBoundingClientRect();
      ok(right - inkOf(status).right < 20, "it begins on the right");
      ok(
        status.textContent?.includes("\u2068The room is full\u2069."),
        "the server's reason runs in its own direction",
      );
    });

    it("leads to the end by a button in the middle, and keeps the reader's place", async () => {
      for (let count = 0; count < 60; count++) client.show(client.item(`${text} ${count}`, { from: rosa }));
      await chat.settled();
      ok(scroller().scrollHeight - scroller().clientHeight - scroller().scrollTop < 2, "at the end");
      scroller().scrollTop = 200;
      await chat.settled();
      client.receive(text);
      await chat.settled();
      equal(scroller().scrollTop, 200);
      const jump = part("new-messages").getBoundingClientRect();
      const box = scroller().getBoundingClientRect();
      near(jump.left + jump.width / 2, box.left + box.width / 2, "the middle", 10);
    });

    it("stands in the left corner as a launcher, and opens above its button", async () => {
      chat.close();
      const launcher = Object.assign(document.createElement("ws-chat"), { launcher: true, client, open: true });
      document.body.append(launcher);
      while (!launcher.shadowRoot?.querySelector("textarea")) await launcher.updateComplete;
      const [button] = findAll(launcher, "button").filter((each) => each.className === "launcher");
      const panel = launcher.shadowRoot.querySelector(".panel");
      near(button?.getBoundingClientRect().left ?? 0, 16, "the button");
      near(panel?.getBoundingClientRect().left ?? 0, 16, "the panel", 17);
      launcher.setAttribute("placement", "start");
      near(innerWidth - (button?.getBoundingClientRect().right ?? 0), 16, "at the start of the line", 20);
      launcher.remove();
    });
  });
}
