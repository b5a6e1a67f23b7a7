import type { Author } from "@ws-chat/protocol";
import { equal } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, rosa } from "./fake-client.ts";

const word = "Roggenvollkornsauerteigbrotbackmischungsverordnung";
const sent = { delivery: { state: "sent" } } as const;
const face = new URL("../../docs/images/conversation-light.png", import.meta.url).href;
const longWinded: Author = {
  id: "long",
  name: `María ${word}`,
  role: "Head of everything that has to do with bread",
  avatar: face,
};
const file = { url: "./a.pdf", name: `${word} and all the others.pdf`, type: "application/pdf", size: 1_250_000 };
const recipe = `It keeps. \`${word}\`

\`\`\`sh
bake --at 240 --for 45m --loaves 12 --steam "the first ten minutes" seed-bread
\`\`\`

| flour | ${word} | ${word} |
| :-- | --: | --: |
| 500 g | 350 g | 10 g |`;

const widths = [240, 320, 360, 700];

describe("<ws-chat> where there is little room for much", () => {
  let chat: ChatHarness;
  let link: HTMLLinkElement | undefined;
  const page = document.documentElement;
  const inside = <Found extends Element = HTMLElement>(selector: string): Found[] => [
    ...(chat.element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
  ];

  afterEach(() => {
    chat.close();
    link?.remove();
    link = undefined;
    page.removeAttribute("dir");
    localStorage.clear();
    sessionStorage.clear();
  });

  for (const theme of ["", "paper", "terminal", "comic"]) {
    it(`lets nothing stick out, nor text out of its box: ${theme || "the page's own look"}`, async () => {
      if (theme) await wear(theme);
      const client = new FakeClient();
      talk(client);
      chat = await ChatHarness.open({ heading: `Rosa's ${word}` }, client);
      chat.element.markdown = true;
      do await chat.settled();
      while (
        !["table", "attachment", "quick-reply", "people", "avatar"].every((part) => inside(`[part~=${part}]`).length)
      );
      // The button that copies comes to where the mouse is.
      inside("[part~=table]")[0]?.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
      for (const dir of ["ltr", "rtl"]) {
        page.dir = dir;
        for (const width of widths) {
          chat.element.style.inlineSize = `${width}px`;
          await chat.settled();
          equal({ dir, width, wrong: wrong() }, { dir, width, wrong: [] });
          equal(inside(".bubble:has(table) > .rail").length, 1);
        }
      }
    });
  }

  it("breaks the offline line before the next try, and nowhere in it", async () => {
    const client = new FakeClient();
    client.show(client.item("Hello", sent));
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 }, pending: 3 });
    chat = await ChatHarness.open({}, client);
    let lines = 0;
    for (let width = 280; width <= 520; width += 8) {
      chat.element.style.inlineSize = `${width}px`;
      await chat.settled();
      const [line] = inside(".status");
      const [button] = inside<HTMLButtonElement>(".status button");
      if (!line || !button) throw new Error("no line");
      const texts = textsIn(line);
      const next = texts.filter(({ data }) => /Next try|\d s/.test(data));
      equal(next.length > 0, true);
      const tops = new Set(
        [...next, ...textsIn(button)].flatMap((text) => rectsOf(text)).map(({ bottom }) => Math.round(bottom / 8)),
      );
      equal({ width, lines: tops.size }, { width, lines: 1 });
      lines = Math.max(lines, line.getBoundingClientRect().height);
    }
    equal(lines > 36, true);
  });

  async function wear(theme: string): Promise<void> {
    link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = `/packages/widget/themes/${theme}.css`;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
    await promise;
  }

  /** What reaches over the element's edge, and what is wider than what it stands in; but for what scrolls, is cut with dots, or stands beside it. */
  function wrong(): string[] {
    const host = chat.element.getBoundingClientRect();
    return inside("*")
      .filter((each) => !each.closest(".hidden, pre, .scroll, .mirror, svg") && each.checkVisibility())
      .filter((each) => {
        const { left, right } = each.getBoundingClientRect();
        const isCut = getComputedStyle(each).overflowX !== "visible" || each.querySelector(".rail");
        const isOut = left < host.left - 1 || right > host.right + 1;
        return (
          isOut || (!isCut && each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1 && !onlySpacesHang(each))
        );
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 80));
  }
});

function talk(client: FakeClient): void {
  client.show(
    client.item(word, { from: longWinded }),
    client.item(recipe, { from: longWinded }),
    client.item(`https://rosas-bakery.example/${word}?${word}`, sent),
    client.item("Look", { from: longWinded, attachments: [file] }),
    client.item("", { ...sent, attachments: [file] }),
    client.item("A poem", {
      delivery: { state: "failed", code: "unavailable", message: `Closed: ${word}`, canRetry: true },
    }),
    client.item("", { from: longWinded, status: "no-reply" }),
    client.item("Which one?", { from: longWinded, quickReplies: [{ text: `${word} and rolls` }, { text: "No" }] }),
  );
  client.set({
    status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 },
    pending: 3,
    people: { presence: { type: "presence", users: [longWinded, rosa], total: 41 } },
  });
}

function textsIn(element: Element): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
  return texts.filter(({ data }) => data.trim());
}

function rectsOf(text: Text, start = 0, end = text.length): DOMRect[] {
  const range = document.createRange();
  range.setStart(text, start);
  range.setEnd(text, end);
  return [...range.getClientRects()];
}

/** Where a line breaks, its space hangs: over the edge, for Firefox, where the text runs the other way than it is aligned. */
function onlySpacesHang(element: Element): boolean {
  const { left, right } = element.getBoundingClientRect();
  const words = textsIn(element).flatMap((text) =>
    [...text.data.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => rectsOf(text, index, index + word.length)),
  );
  return element.childElementCount === 0 && words.every((word) => word.left >= left - 1 && word.right <= right + 1);
}
