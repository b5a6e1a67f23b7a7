import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

describe("ten thousand messages in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  /** Texts of the messages rendered since the last look. */
  let rendered: string[] = [];
  const renders = async () => {
    await chat.settled();
    return rendered.splice(0);
  };

  const renderedAll = async () => {
    while (rendered.length < 10_000) await new Promise(requestAnimationFrame);
    while ((await renders()).length) await chat.settled();
    ok(chat.isAtEnd(), "at the end with all of them");
  };

  beforeEach(async () => {
    client = new FakeClient(new Date(2026, 0, 1).getTime());
    const mine = { delivery: { state: "sent" } } as const;
    client.show(...Array.from({ length: 10_000 }, (_, index) => client.item(`Line ${index}`, index % 3 ? {} : mine)));
    client.wait(3_600_000);
    const texts: string[] = [];
    let inTask = 0;
    let most = 0;
    rendered = texts;
    const renderMessage = ({ text }: { text: string }) => {
      texts.push(text);
      if (!inTask) queueMicrotask(() => (inTask = 0));
      most = Math.max(most, ++inTask);
      return undefined;
    };
    chat = await ChatHarness.open({ renderMessage }, client);
    ok(chat.isAtEnd(), "at the end with the newest");
    await renderedAll();
    ok(most < 500, `a few in one task: ${most}`);
  });
  afterEach(() => chat.close());

  it("are all there", () => {
    equal(chat.element.messages.length, 10_000);
    equal(chat.element.shadowRoot?.querySelectorAll("[role=listitem][part~=message]").length, 10_000);
    ok(chat.isAtEnd(), "at the end");
  });

  it("cost one render when one more arrives", async () => {
    client.receive("New");
    equal(await renders(), ["New"]);
    client.receive("Next of the same group");
    equal(await renders(), ["Next of the same group"]);
  });

  it("are touched in one chunk alone when one more arrives", async () => {
    const changed = new Set<Element | null>();
    new MutationObserver((records) => {
      for (const { target } of records) changed.add((target as Element).closest(".chunk"));
    }).observe(chat.scroller.querySelector("[role=list]") ?? chat.scroller, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    client.receive("New");
    await chat.settled();
    equal([...changed].filter(Boolean).length, 1);
  });

  it("are drawn where the reader goes before the others are", async () => {
    chat.close();
    chat = await ChatHarness.open({}, client);
    await chat.scrollTo(0);
    ok(chat.text().includes("Line 0"), "the oldest");
    equal(chat.scroller.scrollTop, 0);
  });

  it("cost one render when one's own is sent, and one when it is stored", async () => {
    void chat.element.send("Mine");
    equal(await renders(), ["Mine"]);
    client.store(client.getSnapshot().items.at(-1)?.key ?? "");
    equal(await renders(), ["Mine"]);
  });

  it("cost one render for each piece of a streamed reply", async () => {
    // The first reply brings what ends one.
    const first = client.stream("First");
    await chat.enriched();
    first.end();
    ok((await renders()).length < 100, "what has only text is not drawn again");
    const reply = client.stream("a");
    equal(await renders(), ["a"]);
    reply.write("b");
    equal(await renders(), ["ab"]);
    reply.write("c");
    reply.write("d");
    equal(await renders(), ["abcd"], "two pieces in one frame");
    reply.end();
    equal(await renders(), ["abcd"]);
  });

  it("cost nothing when the status changes, somebody types, or the visitor writes", async () => {
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 5_000 } });
    client.set({ typing: [{ id: "x", role: "bot" }] });
    await chat.type("hello");
    equal(await renders(), []);
  });

  it("cost only the older ones when history loads", async () => {
    await chat.scrollTo(0);
    client.older = [client.item("Older"), client.item("Old")];
    client.set({ history: "more" });
    while (client.getSnapshot().history !== "complete") await new Promise(requestAnimationFrame);
    equal(await renders(), ["Old", "Older"]);
  });
});
