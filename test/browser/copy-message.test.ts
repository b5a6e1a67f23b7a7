import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, rosa } from "./fake-client.ts";

const sent = { delivery: { state: "sent" } } as const;

describe("the copies of messages in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  let copies: string[];
  beforeEach(async () => {
    copies = [];
    client = new FakeClient();
    chat = await ChatHarness.open({}, client);
    Object.defineProperty(navigator, "clipboard", {
      configurable: true,
      value: { writeText: async (text: string) => void copies.push(text) },
    });
  });
  afterEach(() => {
    Reflect.deleteProperty(navigator, "clipboard");
    chat.close();
  });

  const buttons = () => chat.all("button", "Copy message");
  /** Of each button the message that it lies in. */
  const where = () => buttons().map((button) => button.closest("[part~=bubble]")?.textContent);
  const there = async (count = 1) => {
    do await chat.settled();
    while (buttons().length !== count);
    return where();
  };
  const bubble = (text: string): HTMLElement => {
    const found = [...(chat.element.shadowRoot?.querySelectorAll<HTMLElement>("[part~=bubble]") ?? [])];
    const [wanted] = found.filter((each) => each.textContent === text);
    if (!wanted) throw new Error(`no ${text}`);
    return wanted;
  };
  const point = (target: EventTarget, pointerType: string, type = "pointerover") =>
    target.dispatchEvent(new PointerEvent(type, { bubbles: type === "pointerover", composed: true, pointerType }));
  const isFocused = (text: string) =>
    chat.element.shadowRoot?.activeElement?.closest("[part~=bubble]")?.textContent === text;

  it("rest on the newest reply alone, and go to the next one", async () => {
    client.receive("One");
    client.receive("Two");
    client.show(client.item("Mine", sent));
    equal(await there(), ["Two"]);
    const { width, height } = chat.get("button", "Copy message").getBoundingClientRect();
    ok(width >= 24 && height >= 24, "large enough");
    client.receive("Three");
    while (where()[0] !== "Three") await chat.settled();
    equal(await there(), ["Three"]);
  });

  it("go after messages that pour in at a pace, and rest on the last of them", async () => {
    client.receive("First");
    await there();
    const button = chat.get("button", "Copy message");
    let moves = 0;
    const observer = new MutationObserver((records) => {
      moves += records.filter(({ addedNodes }) => [...addedNodes].some((node) => node.contains(button))).length;
    });
    observer.observe(chat.scroller, { subtree: true, childList: true });
    const start = performance.now();
    for (const each of "abcdefghijklmnopqrst") {
      client.receive(each);
      await chat.settled();
    }
    while (where()[0] !== "t") await chat.settled();
    observer.disconnect();
    const most = 2 + (performance.now() - start) / 100;
    ok(moves <= most, `${moves} moves, ${most} at most`);
  });

  it("are not offered for what is still being written, was not written, is one's own or of nobody", async () => {
    client.receive("Done");
    client.receive("", { status: "no-reply" });
    client.receive("Rosa has joined", { from: { id: "s", role: "system" } });
    const reply = client.stream("It begins");
    equal(await there(), ["Done"]);
    reply.write(" and ends");
    reply.end();
    while (where()[0] !== "It begins and ends") await chat.settled();
    chat.element.remove();
  });

  it("are the text as it was written, said once, with a mark that goes", async () => {
    client.receive("**Flour**, [water](https://example.com/)", { format: "markdown" });
    await there();
    while (where()[0] !== "Flour, water") await chat.settled();
    const button = chat.get("button", "Copy message");
    ok(button.title, "a tooltip");
    button.click();
    while (!copies.length) await chat.settled();
    await chat.settled();
    equal(copies, ["**Flour**, [water](https://example.com/)"]);
    equal(chat.get("log").textContent?.split("Copied").length, 2);
    equal(button.dataset["done"], "Copied", "and seen");
    equal(chat.element.shadowRoot?.activeElement, button);
    while (button.dataset["done"]) await chat.settled();
  });

  it("are made without a clipboard, too, as on plain http: pages", async () => {
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: undefined });
    let copied = "";
    const listen = ({ target }: Event) => {
      copied = (target as Element).shadowRoot?.querySelector<HTMLTextAreaElement>("textarea.hidden")?.value ?? "";
    };
    document.addEventListener("copy", listen);
    client.receive("Two loaves");
    await there();
    chat.get("button", "Copy message").focus();
    await chat.press("Enter");
    await chat.settled();
    document.removeEventListener("copy", listen);
    equal(copied, "Two loaves");
    equal(chat.get("log").textContent?.split("Copied").length, 2);
  });

  it("are offered for an older reply under the pointer, as long as that is there", async () => {
    client.receive("One");
    client.receive("Two");
    client.receive("Three");
    await there();
    point(bubble("One"), "mouse");
    equal(await there(2), ["One", "Three"]);
    point(bubble("Two"), "mouse");
    equal(await there(2), ["Two", "Three"]);
    point(bubble("Three"), "mouse");
    equal(await there(), ["Three"]);
    point(bubble("One"), "mouse");
    const list = chat.scroller.querySelector("[role=list]");
    ok(list, "the list");
    point(list, "mouse", "pointerleave");
    equal(await there(), ["Three"]);
    // A finger has left when its tap is done.
    point(bubble("One"), "touch");
    point(list, "touch", "pointerleave");
    equal(await there(2), ["One", "Three"]);
  });

  it("are one stop of the Tab key, from which the arrow keys lead to older replies and back", async () => {
    client.receive("One");
    client.show(client.item("Mine", sent));
    client.receive("Two");
    client.receive("Three");
    await there();
    chat.scroller.focus();
    await chat.press("Tab");
    ok(isFocused("Three"), "the newest reply's");
    await chat.press("ArrowUp");
    ok(isFocused("Two"), "the one above");
    await chat.press("ArrowUp");
    ok(isFocused("One"), "past one's own");
    await chat.press("ArrowUp");
    ok(isFocused("One"), "the first");
    await chat.press("Enter");
    while (!copies.length) await chat.settled();
    equal(copies, ["One"]);
    client.receive("Four");
    while (!where().includes("Four")) await chat.settled();
    ok(isFocused("One"), "a new message takes the focus from nobody");
    for (let step = 0; step < 3; step++) await chat.press("ArrowDown");
    ok(isFocused("Four"), "and back");
    equal(await there(), ["Four"]);
    await chat.press("Tab");
    equal(chat.element.shadowRoot?.activeElement, chat.field);
  });

  it("keep the focus where it is when a newer reply comes, and are reached from a link in the same message", async () => {
    client.receive("See https://example.com/");
    client.receive("Two");
    await there();
    while (!chat.all("link").length) await chat.settled();
    chat.scroller.focus();
    await chat.press("Tab");
    ok(chat.element.shadowRoot?.activeElement?.matches("a"), "the link");
    await chat.press("Tab");
    ok(isFocused("See https://example.com/"), "its message's copy");
    await chat.press("Tab");
    ok(isFocused("Two"), "the newest reply's");
    client.receive("Three", { from: rosa });
    equal(await there(2), ["Two", "Three"]);
    ok(isFocused("Two"), "still");
  });
});
