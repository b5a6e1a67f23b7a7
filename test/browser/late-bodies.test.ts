import { createLateBodies, type DrawBody } from "../../packages/widget/src/parts/late-bodies.ts";
import { english } from "../../packages/widget/src/parts/rich-strings.ts";
import type { Frame } from "../../packages/widget/src/frame.ts";
import { equal, ok } from "./assert.ts";
import { FakeClient } from "./fake-client.ts";

type Code = { create(): DrawBody };

describe("messages whose code comes late", () => {
  let scroller: HTMLElement;
  let chunk: HTMLElement;
  let root: HTMLElement;
  beforeEach(() => {
    root = document.createElement("div");
    scroller = document.createElement("div");
    chunk = document.createElement("div");
    scroller.className = "scroller";
    Object.assign(scroller.style, { height: "100px", overflow: "auto", overflowAnchor: "none" });
    scroller.append(chunk);
    root.append(scroller);
    document.body.append(root);
  });
  afterEach(() => root.remove());

  /** So many of them, shown as text from the last to the first, as the conversation draws them. */
  function show(count: number, load: () => Promise<Code>): void {
    const client = new FakeClient();
    // The cast: of the frame it needs no more.
    const frame = { root, fetch: (each: () => Promise<unknown>) => each() } as unknown as Frame;
    const body = createLateBodies(frame, "late", load, ({ message }) => message.text);
    const items = Array.from({ length: count }, (_, index) => client.item(`${index}`));
    for (const item of items.toReversed()) chunk.prepend(body(item, english));
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise(requestAnimationFrame);
  }

  it("are drawn by and by, the newest first, and what is being read stays where it is", async () => {
    const code = Promise.withResolvers<Code>();
    const drawn: string[] = [];
    let inTask = 0;
    let most = 0;
    show(500, () => code.promise);
    equal(chunk.textContent?.slice(0, 5), "01234");
    chunk.toggleAttribute("near");
    scroller.scrollTop = scroller.scrollHeight / 2;
    const top = scroller.getBoundingClientRect().top;
    const read = [...chunk.children].find((line) => line.getBoundingClientRect().bottom > top);
    const before = read?.getBoundingClientRect().top;
    code.resolve({
      create:
        () =>
        (element, { message }) => {
          if (!inTask) queueMicrotask(() => (inTask = 0));
          most = Math.max(most, ++inTask);
          drawn.push(message.text);
          element.style.height = "40px";
        },
    });
    await until(() => drawn.length === 500);
    equal([drawn[0], drawn.at(-1)], ["499", "0"]);
    ok(most < 100, `a few in one task: ${most}`);
    equal(read?.getBoundingClientRect().top, before);
  });

  it("are drawn once their code can be had, without anything else that happens", async () => {
    const { setTimeout } = globalThis;
    let asked = 0;
    // Five seconds are over at once.
    globalThis.setTimeout = ((act: () => void) => setTimeout(act)) as typeof setTimeout;
    try {
      show(1, async () => {
        if (++asked < 3) throw new TypeError("no network");
        return { create: () => (element) => void (element.textContent = "drawn") };
      });
      await until(() => chunk.textContent === "drawn");
    } finally {
      globalThis.setTimeout = setTimeout;
    }
    equal(asked, 3);
  });

  it("are asked for no more once they are out of the page", async () => {
    const { setTimeout } = globalThis;
    let asked = 0;
    const pauses: (() => void)[] = [];
    globalThis.setTimeout = ((act: () => void) => pauses.push(act)) as unknown as typeof setTimeout;
    try {
      show(1, async () => {
        asked++;
        throw new TypeError("no network");
      });
      await until(() => pauses.length === 1);
      root.remove();
      pauses[0]?.();
    } finally {
      globalThis.setTimeout = setTimeout;
    }
    equal(asked, 1);
  });
});
