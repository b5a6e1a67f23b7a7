import type { Author, Presence, Read } from "@ws-chat/protocol";
import type Axe from "axe-core";
import "axe-core/axe.min.js";
import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, me, rosa } from "./fake-client.ts";

// It comes as a script for any loader and leaves a global in a page.
const { axe } = globalThis as unknown as { readonly axe: typeof Axe };
const guest = (name?: string): Author => ({ id: `v:${name}`, role: "visitor", ...(name && { name }) });
const [anna, ben] = [guest("Anna"), guest("Ben")];
const here = (others: readonly Author[], total = others.length): Presence => ({
  type: "presence",
  users: [me, ...others],
  total: total + 1,
});
const mark = ({ id }: Author, seq: number): Read => ({ type: "read", user: id, seq });
const told = (...frames: readonly (Presence | Read)[]) => ({
  people: Object.fromEntries(frames.map((frame) => ["user" in frame ? frame.user : "", frame])),
});

describe("people in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(async () => {
    client = new FakeClient();
    chat = await ChatHarness.open({ heading: "Shop" }, client);
  });
  afterEach(() => chat.close());

  const part = (name: string): HTMLElement | undefined =>
    [...(chat.element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~="${name}"]`) ?? [])].find((one) =>
      one.checkVisibility(),
    );
  const lineText = (): string | undefined => part("people")?.textContent;
  const readText = (): string | undefined => part("read")?.textContent?.trim();
  /** The code for it is here, and has drawn. */
  async function until(is: () => unknown): Promise<void> {
    while (!is()) await chat.settled();
  }

  it("says who else is here, in words, and nothing where nobody is", async () => {
    client.set(told(here([anna])));
    await until(lineText);
    equal(lineText(), "Anna is here");
    const cases: [Presence, string | undefined][] = [
      [here([anna, ben]), "Anna and Ben are here"],
      [here([anna, ben, rosa]), "Anna, Ben, and Rosa are here"],
      [here([anna, ben, rosa, guest()], 60), "Anna, Ben, and 58 others are here"],
      [here([anna, guest()]), "Anna and 1 other are here"],
      [here([guest()]), "1 other is here"],
      [here([]), undefined],
    ];
    for (const [presence, text] of cases) {
      client.set(told(presence));
      await chat.settled();
      equal(lineText(), text);
    }
  });

  it("takes back what it said while the link is down", async () => {
    client.set(told(here([anna])));
    await until(lineText);
    client.set({ status: { state: "connecting", downSince: Date.now() } });
    await chat.settled();
    equal(lineText(), undefined);
  });

  it("takes it back, too, where another conversation tells nothing of people", async () => {
    client.set(told(here([anna])));
    await until(lineText);
    chat.element.client = new FakeClient();
    await chat.settled();
    equal(lineText(), undefined);
  });

  it("keeps each name in its own direction, and what it holds from being markup", async () => {
    client.set(told(here([guest("משה"), guest("<img src=x onerror=alert(1)>")])));
    await until(lineText);
    equal(lineText(), "משה and <img src=x onerror=alert(1)> are here");
    equal(
      [...(part("people")?.children ?? [])].map((child) => child.localName),
      ["bdi", "bdi"],
    );
  });

  it("puts who has read it in place of the tick, below one's newest message", async () => {
    client.show(client.item("first", { delivery: { state: "sent" }, seq: 4 }), client.item("yes?", { seq: 5 }));
    client.show(client.item("second", { delivery: { state: "sent" }, seq: 6 }));
    client.set(told(here([rosa]), mark(rosa, 5)));
    await until(lineText);
    equal([readText(), part("state")?.textContent?.trim()], [undefined, "Sent"]);
    client.set(told(here([rosa]), mark(rosa, 6)));
    await chat.settled();
    equal([readText(), part("state")?.textContent?.trim()], ["Read", "Read"]);
    client.set(told(here([rosa, anna]), mark(rosa, 6)));
    await chat.settled();
    equal(readText(), "Read by Rosa");
    client.set(told(here([rosa, anna]), mark(rosa, 6), mark(anna, 9), mark(guest(), 6), mark(ben, 6)));
    await chat.settled();
    equal(readText(), "Read by Rosa, Anna, and 2 others");
    client.show(client.item("third", { delivery: { state: "sent" }, seq: 10 }));
    await chat.settled();
    equal([readText(), part("state")?.textContent?.trim()], [undefined, "Sent"]);
  });

  it("tells no message read that is not sent", async () => {
    client.show(client.item("first", { delivery: { state: "sent" }, seq: 1 }));
    client.set(told(mark(me, 0), mark(rosa, 1)));
    await until(readText);
    client.show(client.item("second", { delivery: { state: "sending" } }));
    await chat.settled();
    equal(readText(), undefined);
  });

  it("is not announced", async () => {
    const announcer = chat.element.shadowRoot?.querySelector("#announcer");
    client.show(client.item("first", { delivery: { state: "sent" }, seq: 1 }));
    client.set(told(here([anna]), mark(anna, 1)));
    await until(lineText);
    client.set(told(here([anna, ben])));
    await chat.settled();
    equal(announcer?.textContent?.trim(), "");
    ok(!part("people")?.closest("[aria-live], [role=status], [role=log]"), "no live region");
  });

  for (const scheme of ["light", "dark"]) {
    it(`has nothing that axe objects to, ${scheme}`, async () => {
      document.documentElement.lang = "en";
      document.body.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`;
      client.show(client.item("first", { delivery: { state: "sent" }, seq: 1 }));
      client.set(told(here([anna, ben]), mark(anna, 1)));
      await until(() => lineText() && readText());
      // A message that still comes in has other colours.
      await Promise.all((chat.element.shadowRoot?.getAnimations() ?? []).map(({ finished }) => finished));
      const { violations } = await axe.run(chat.element);
      equal(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary).join()}`),
        [],
      );
      document.body.style.cssText = "";
    });
  }

  it("says that one has read what one has before one's eyes, and no more", async () => {
    const reads = (): string[] => client.calls.filter((call) => call.startsWith("read"));
    client.show(...Array.from({ length: 60 }, (_, at) => client.item(`message ${at + 1}`, { seq: at + 1 })));
    client.set(told(mark(me, 0)));
    await until(() => reads().length);
    equal(reads(), ["read 60"]);
    chat.scroller.scrollTop = 0;
    await chat.settled();
    client.receive("below", { seq: 61 });
    // Longer than it holds back what it may say.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    equal(reads(), ["read 60"]);
    chat.scroller.scrollTop = chat.scroller.scrollHeight;
    await until(() => reads().length > 1);
    equal(reads(), ["read 60", "read 61"]);
  });

  it("comes and goes without moving what is being read", async () => {
    client.show(...Array.from({ length: 60 }, (_, at) => client.item(`message ${at + 1}`, { seq: at + 1 })));
    await chat.settled();
    chat.scroller.scrollTop = 300;
    await chat.settled();
    const top = () => chat.all("listitem").map((line) => line.getBoundingClientRect().top)[20] ?? 0;
    const before = top();
    client.set(told(here([anna])));
    await until(lineText);
    equal(Math.round(top() - before), 0);
    client.set(told(here([])));
    await until(() => !lineText());
    equal(Math.round(top() - before), 0);
  });
});
