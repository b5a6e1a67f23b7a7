import type { WsChat } from "@ws-chat/widget";
import { ChatHarness } from "./chat-harness.ts";
import { equal } from "./assert.ts";
import { FakeClient } from "./fake-client.ts";

describe("the number of unread messages", () => {
  const opened: WsChat[] = [];
  afterEach(() => {
    for (const element of opened.splice(0)) element.remove();
  });

  it("stands in the page's title if asked, whatever else the page calls itself", async () => {
    const { title } = document;
    const client = new FakeClient();
    client.show(...Array.from({ length: 60 }, () => client.item("line")));
    const chat = await ChatHarness.open({}, client);
    opened.push(chat.element);
    chat.element.titleCount = true;
    const counted = async (more = () => {}) => {
      more();
      await chat.settled();
      return document.title;
    };
    await chat.scrollTo(0);
    client.receive("one");
    while ((await counted()) !== `(1) ${title}`.trim());
    document.title = "Rolls";
    equal(await counted(() => client.receive("two")), "(2) Rolls");
    equal(await counted(() => chat.element.removeAttribute("title-count")), "Rolls");
    equal(await counted(() => chat.element.setAttribute("title-count", "")), "(2) Rolls");
    chat.get("button", "2 new messages").click();
    while ((await counted()) !== "Rolls");
    document.title = title;
  });

  it("goes in all tabs when the messages have been read in one", async () => {
    const { title } = document;
    const [here, there] = [new FakeClient(), new FakeClient()];
    const visible = await ChatHarness.open({}, here);
    const background = await ChatHarness.open(
      {},
      there,
      Object.assign(document.createElement("ws-chat"), { titleCount: true }),
    );
    opened.push(visible.element, background.element);
    background.element.style.display = "none";
    const titled = async (expected: string) => {
      while (document.title !== expected) await background.settled();
    };
    there.receive("Can I help you?");
    await titled(`(1) ${title}`.trim());
    here.receive("Can I help you?");
    await titled(title);
    // What comes to it later than to the tab where it was read is no news, either.
    here.receive("Still there?");
    await visible.settled();
    there.receive("Still there?");
    do await background.settled();
    while (background.element.unread);
    await titled(title);
  });
});
