import { executeServerCommand } from "@web/test-runner-commands";
import { equal, near, ok } from "./assert.ts";
import { ChatHarness, nowhere } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

describe("<ws-chat> on a page that hides it", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  const counts: number[] = [];
  beforeEach(async () => {
    counts.length = 0;
    client = new FakeClient();
    client.show(...Array.from({ length: 40 }, (_, index) => client.item(`Line ${index}`)));
    chat = await ChatHarness.open({}, client);
    chat.element.addEventListener("ws-chat-unread", ({ count }) => counts.push(count));
    chat.element.style.height = "400px";
    await chat.settled();
  });
  afterEach(() => chat.close());

  const topOf = (text: string) => {
    const bubbles = chat.all("listitem").map((line) => line.querySelector("[part=bubble]"));
    const bubble = bubbles.find((each) => each?.textContent === text);
    if (!bubble) throw new Error(`no ${text}`);
    return bubble.getBoundingClientRect().top;
  };
  const show = async (isShown: boolean) => {
    chat.element.style.display = isShown ? "" : "none";
    await chat.painted();
    await chat.settled();
  };

  it("keeps the reader's place until it is shown again", async () => {
    await chat.scrollTo(500);
    const before = topOf("Line 20");
    await show(false);
    client.receive("Meanwhile");
    await chat.settled();
    await show(true);
    near(topOf("Line 20"), before, "the top of a line");
    equal(chat.element.unread, 1);
  });

  it("keeps it where it is taken out and put back", async () => {
    await chat.scrollTo(500);
    const before = topOf("Line 20");
    chat.element.remove();
    await chat.painted();
    await chat.settled();
    document.body.append(chat.element);
    await chat.settled();
    near(topOf("Line 20"), before, "the top of a line");
  });

  it("counts what comes meanwhile as not read, and all as read when it is shown", async () => {
    await show(false);
    client.receive("One");
    client.receive("Two");
    await chat.settled();
    equal(chat.element.unread, 2);
    await show(true);
    ok(chat.isAtEnd(), "at the end");
    equal(chat.element.unread, 0);
    equal(counts, [2, 0]);
  });

  it("does so where there is nothing to scroll", async () => {
    client.set({ items: [client.item("Only")] });
    await chat.settled();
    await show(false);
    client.receive("One");
    await chat.settled();
    equal(chat.element.unread, 1);
    await show(true);
    equal(chat.element.unread, 0);
  });
});

describe("<ws-chat> on a page that changes its mind", () => {
  const opened: ChatHarness[] = [];
  const open = async (...given: Parameters<typeof ChatHarness.open>) => {
    const chat = await ChatHarness.open(...given);
    opened.push(chat);
    return chat;
  };
  afterEach(() => {
    for (const chat of opened.splice(0)) chat.close();
    sessionStorage.clear();
    localStorage.clear();
  });

  it("keeps apart what was begun in one room and in another", async () => {
    const chat = await open({ url: nowhere });
    chat.element.room = "bread";
    await chat.settled();
    await chat.type("Two loaves");
    chat.element.room = "cakes";
    await chat.settled();
    equal(chat.field.value, "");
    ok(chat.get("button", "Send").matches(":disabled"), "nothing to send");
    await chat.type("One cake");
    chat.element.room = "bread";
    await chat.settled();
    equal(chat.field.value, "Two loaves");
    ok(!chat.get("button", "Send").matches(":disabled"), "something to send");
    chat.element.room = "cakes";
    await chat.settled();
    equal(chat.field.value, "One cake");
  });

  it("leaves the draft where it is as the rest changes", async () => {
    const chat = await open({ url: nowhere });
    await chat.type("Begun");
    chat.element.userName = "Ada";
    chat.element.getToken = () => "token";
    await chat.settled();
    equal(chat.field.value, "Begun");
  });

  it("begins at the end of another conversation, wherever the reader was in this one", async () => {
    const talk = (name: string) => {
      const client = new FakeClient();
      client.show(...Array.from({ length: 40 }, (_, index) => client.item(`${name} ${index}`)));
      return client;
    };
    const chat = await open({}, talk("Bread"));
    await chat.scrollTo(0);
    chat.element.client = talk("Cakes");
    await chat.settled();
    ok(chat.all("listitem").at(-1)?.textContent?.includes("Cakes 39"), "the other conversation");
    ok(chat.isAtEnd(), "its end");
    equal(chat.element.unread, 0);
  });

  it("writes as it is written, whatever the page does with the text around it", async () => {
    const around = document.createElement("div");
    around.style.cssText = "text-transform: uppercase; white-space: nowrap; text-indent: 2em";
    document.body.append(around);
    const client = new FakeClient();
    client.show(client.item("Soup of the day ".repeat(20)));
    const chat = await open({}, client);
    around.append(chat.element);
    await chat.settled();
    const bubble = chat.get("listitem").querySelector<HTMLElement>("[part=bubble]");
    ok(bubble?.innerText.startsWith("Soup"), "no capitals");
    const words = chat.element.shadowRoot?.querySelector(".root");
    equal(words && getComputedStyle(words).whiteSpace, "normal");
    equal(bubble && getComputedStyle(bubble).textIndent, "0px");
    around.remove();
  });

  it("writes in lines from top to bottom where the page writes in columns", async () => {
    const around = document.createElement("div");
    around.style.writingMode = "vertical-rl";
    document.body.append(around);
    const chat = await open();
    around.append(chat.element);
    await chat.settled();
    const { width, height } = chat.field.getBoundingClientRect();
    ok(width > 3 * height, `a line of ${width} x ${height}`);
    near(chat.element.offsetHeight, Math.min(576, innerHeight), "as high as anywhere");
    around.remove();
  });

  /** What the page's console says while `act` runs. */
  async function toldBy(act: () => Promise<void>): Promise<string[]> {
    const told: string[] = [];
    const listening = new AbortController();
    addEventListener("error", (event) => (told.push(event.message), event.preventDefault()), listening);
    // The tests' own listener would end them.
    const { onerror } = globalThis;
    globalThis.onerror = null;
    await act();
    globalThis.onerror = onerror;
    listening.abort();
    return told;
  }
  const wrong = "htp://example.com/websocket";
  const remedy = `url "${wrong}" must be ws:, wss:, http: or https:`;

  it("has a place for what comes into the header later, and none when it has gone", async () => {
    const chat = await open({ client: new FakeClient() });
    const action = document.createElement("button");
    action.slot = "header-actions";
    action.textContent = "Call us";
    chat.element.append(action);
    await chat.settled();
    ok(action.assignedSlot && action.offsetHeight > 0, "it is shown");
    action.remove();
    await chat.settled();
    ok(!chat.element.shadowRoot?.querySelector("[part=header]"), "no header");
  });

  it("tells of an address that cannot be, shows what is inside it, and takes a right one after it", async () => {
    const element = document.createElement("ws-chat");
    const told = await toldBy(async () => {
      element.url = wrong;
      element.append("Write to us");
      document.body.append(element);
      await element.updateComplete;
    });
    ok(told.length === 1 && told[0]?.includes(remedy), told.join());
    ok(element.shadowRoot?.querySelector("slot:not([name])"), "the content has a place");
    element.url = nowhere;
    await element.updateComplete;
    equal(element.status.state, "connecting");
    equal(element.shadowRoot?.querySelectorAll("textarea").length, 1);
    element.remove();
  });

  it("tells of it before a launcher is opened", async () => {
    const element = document.createElement("ws-chat");
    // That the visitor knows another chat is no reason to load this one.
    localStorage[`ws-chat ${nowhere} seen`] = "m1";
    const told = await toldBy(async () => {
      Object.assign(element, { url: wrong, launcher: true });
      document.body.append(element);
      await element.updateComplete;
      await element.updateComplete;
    });
    ok(told.length === 1 && told[0]?.includes(remedy), told.join());
    equal(element.shadowRoot?.querySelectorAll("button[part=launcher]").length, 1);
    element.remove();
  });
});

describe("the field of <ws-chat>", () => {
  let chat: ChatHarness;
  beforeEach(async () => {
    chat = await ChatHarness.open();
  });
  afterEach(() => chat.close());

  it("grows with its text beside what an extension has put there, and leaves that alone", async () => {
    const before = chat.field.clientHeight;
    const extension = document.createElement("x-extension");
    extension.textContent = "G";
    extension.style.position = "absolute";
    chat.field.after(extension);
    chat.field.parentElement?.append(extension.cloneNode(true));
    chat.element.focus();
    await executeServerCommand("keys", { type: "one" });
    for (const _ of "234") await chat.press("Shift+Enter");
    ok(chat.field.clientHeight > before, `${chat.field.clientHeight} is more than ${before}`);
    equal(extension.textContent, "G");
  });

  it("takes far more than can be sent, and lays out a second time no more of it than it shows", async () => {
    chat.field.value = "lorem ipsum ".repeat(9_000);
    chat.field.dispatchEvent(new Event("input", { bubbles: true }));
    await chat.settled();
    const [mirror] = chat.field.parentElement?.querySelectorAll("[aria-hidden]") ?? [];
    const laidOut = mirror?.textContent.length ?? 0;
    ok(laidOut > 1_000 && laidOut < 20_000, `${laidOut} characters`);
    ok(chat.all("textbox").length === 1 && chat.field.ariaInvalid === "true", "it is too long");
  });
});
