import { equal, near, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

describe("the reader's place in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(async () => {
    client = new FakeClient();
    client.show(...lines(40));
    chat = await ChatHarness.open({}, client);
    chat.element.style.height = "400px";
    await chat.settled();
  });
  afterEach(() => chat.close());

  const lines = (count: number) => Array.from({ length: count }, (_, index) => client.item(`Line ${index}`));
  /** Where a message is on the screen. */
  const topOf = (text: string) => {
    const line = chat.all("listitem").find((each) => each.querySelector("[part=bubble]")?.textContent === text);
    if (!line) throw new Error(`no ${text}`);
    return line.getBoundingClientRect().top;
  };

  it("is the end at first, and stays there as messages come", async () => {
    ok(chat.isAtEnd(), "at the end at first");
    client.receive("New\n".repeat(20));
    await chat.settled();
    ok(chat.isAtEnd(), "at the end after a new message");
  });

  it("stays at the end while a reply grows", async () => {
    const reply = client.stream("Once");
    for (let piece = 0; piece < 30; piece++) {
      reply.write(" upon a time there was a baker who");
      await chat.settled();
      ok(chat.isAtEnd(), `at the end after piece ${piece}`);
    }
    reply.end();
    await chat.settled();
    ok(chat.isAtEnd(), "at the end when it is done");
  });

  it("stays at the end in another window, whose own eyes are on its size", async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const { contentDocument: there, contentWindow } = frame;
    ok(there && contentWindow, "another window");
    const watched: Element[] = [];
    const { ResizeObserver } = contentWindow as Window & typeof globalThis;
    Object.assign(contentWindow, {
      ResizeObserver: class extends ResizeObserver {
        override observe(target: Element): void {
          watched.push(target);
          super.observe(target);
        }
      },
    });
    there.body.append(chat.element);
    await chat.settled();
    equal(
      watched.map(({ className }) => className),
      ["scroller", "content"],
    );
    for (const height of ["100px", "60px"]) {
      chat.element.style.height = height;
      await chat.settled();
      ok(chat.isAtEnd(), `at the end at ${height}`);
    }
    frame.remove();
  });

  it("stays at the end when the element becomes smaller or larger", async () => {
    for (const height of ["300px", "500px"]) {
      chat.element.style.height = height;
      await chat.settled();
      ok(chat.isAtEnd(), `at the end at ${height}`);
    }
  });

  it("stays at the end when something in a message grows by itself, as a picture does", async () => {
    const picture = document.createElement("div");
    chat.element.renderMessage = ({ text }) => (text === "picture" ? picture : undefined);
    client.receive("picture");
    await chat.settled();
    picture.style.height = "300px";
    await chat.settled();
    ok(chat.isAtEnd(), "at the end");
  });

  it("has a place again after the element had no server for a while", async () => {
    chat.element.client = undefined;
    await chat.settled();
    chat.element.client = client;
    await chat.settled();
    ok(chat.isAtEnd(), "at the end");
    client.receive("New");
    await chat.settled();
    ok(chat.isAtEnd(), "at the end after a new message");
  });

  it("does not move for what arrives below, nor for a reply that grows there", async () => {
    await chat.scrollTo(300);
    const before = topOf("Line 12");
    client.receive("New");
    const reply = client.stream("More");
    reply.write(" and more".repeat(60));
    await chat.settled();
    near(topOf("Line 12"), before, "top of the line being read");
    near(chat.scroller.scrollTop, 300, "scroll position");
  });

  it("is offered a way to what arrived meanwhile, with its number, until it has been seen", async () => {
    await chat.scrollTo(300);
    equal(chat.all("button", /new message/).length, 0);
    client.receive("New");
    await chat.settled();
    chat.get("button", "1 new message");
    client.receive("Newer");
    client.stream("Newest");
    await chat.settled();
    chat.get("button", "3 new messages").click();
    await chat.settled();
    ok(chat.isAtEnd(), "at the end");
    equal(chat.all("button", /new message/).length, 0);
  });

  it("is offered one to a reply that was being written when the reader left it", async () => {
    const reply = client.stream("One");
    await chat.enriched();
    await chat.scrollTo(300);
    reply.write(" and two");
    await chat.settled();
    chat.get("button", "1 new message");
  });

  it("needs no such way once the reader has scrolled down", async () => {
    await chat.scrollTo(300);
    client.receive("New");
    await chat.settled();
    await chat.scrollTo(1_000_000);
    equal(chat.all("button", /new message/).length, 0);
    client.receive("Newer");
    await chat.settled();
    ok(chat.isAtEnd(), "at the end again");
  });

  it("counts nothing of one's own", async () => {
    await chat.scrollTo(300);
    client.show(client.item("From another tab", { delivery: { state: "sent" } }));
    await chat.settled();
    equal(chat.all("button", /new message/).length, 0);
  });

  it("goes to the end with what one sends oneself", async () => {
    await chat.scrollTo(300);
    await chat.type("hello");
    await chat.press("Enter");
    ok(chat.isAtEnd(), "at the end");
  });

  it("does not move when older messages load above it", async () => {
    client.older = lines(50).map((item, index) => ({
      ...item,
      message: { ...item.message, text: `Old ${index}`, ts: 0 },
    }));
    client.set({ history: "more" });
    await chat.settled();
    equal(client.calls, [], "nothing is loaded at the end");
    chat.scroller.scrollTop = 100;
    const before = topOf("Line 5");
    await until(() => client.getSnapshot().history === "complete");
    await chat.settled();
    equal(client.calls, ["loadHistory"]);
    near(topOf("Line 5"), before, "top of the line being read");
  });

  it("does not move either when the reader is at the very top", async () => {
    client.older = lines(50).map((item, index) => ({ ...item, message: { ...item.message, text: `Old ${index}` } }));
    client.set({ history: "more" });
    chat.scroller.scrollTop = 0;
    const before = topOf("Line 3");
    await until(() => client.getSnapshot().history === "complete");
    await chat.settled();
    near(topOf("Line 3"), before, "top of the line being read");
    ok(chat.scroller.scrollTop > 500, "there is something above now");
  });

  it("loads older messages by itself where a page of them does not fill the box", async () => {
    chat.close();
    client = new FakeClient();
    client.older = lines(50);
    client.show(client.item("One"));
    client.set({ history: "more" });
    chat = await ChatHarness.open({}, client);
    await until(() => client.getSnapshot().history === "complete");
    equal(client.calls, ["loadHistory"]);
    await chat.settled();
    ok(chat.isAtEnd(), "at the end");
  });

  it("moves as far as the reader scrolls, and no further, through a long conversation", async () => {
    client.show(...lines(240));
    await chat.settled();
    const step = 330;
    while (chat.scroller.scrollTop > step) {
      const { top } = chat.scroller.getBoundingClientRect();
      const line = chat.all("listitem").find((each) => each.getBoundingClientRect().top > top);
      ok(line, "a line that is in sight");
      const before = line.getBoundingClientRect().top;
      await chat.scrollBy(-step);
      for (let frame = 0; frame < 3; frame++) {
        await chat.painted();
        near(line.getBoundingClientRect().top, before + step, `${line.textContent} at ${chat.scroller.scrollTop}`);
      }
    }
  });

  it("says that older messages are loading, without moving anything", async () => {
    await chat.scrollTo(300);
    const before = topOf("Line 12");
    client.set({ history: "loading" });
    await chat.settled();
    equal(chat.all("progressbar", "Loading earlier messages").length, 1);
    near(topOf("Line 12"), before, "top of the line being read");
  });

  it("survives a move in the document", async () => {
    await chat.scrollTo(300);
    const box = document.createElement("div");
    document.body.append(box);
    box.append(chat.element);
    await chat.settled();
    near(chat.scroller.scrollTop, 300, "scroll position");
    box.remove();
  });

  it("can be moved with the keyboard alone", async () => {
    chat.scroller.focus();
    await chat.press("Home");
    await until(() => chat.scroller.scrollTop === 0);
  });

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise(requestAnimationFrame);
  }
});
