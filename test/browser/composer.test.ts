import { executeServerCommand } from "@web/test-runner-commands";
import type { WsChatSendEvent } from "@ws-chat/widget";
import { equal, near, ok } from "./assert.ts";
import { ChatHarness, findAll, nowhere } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

describe("the field of <ws-chat>", () => {
  let chat: ChatHarness;
  beforeEach(async () => {
    chat = await ChatHarness.open();
  });
  afterEach(() => chat.close());

  const hasFocus = () => chat.element.shadowRoot?.activeElement === chat.field;

  it("sends at Enter, is empty then and keeps the cursor", async () => {
    await chat.type("hello");
    await chat.press("Enter");
    equal(chat.client.calls, ["send hello"]);
    equal(chat.field.value, "");
    ok(hasFocus(), "the cursor is in the field");
    await chat.type("again");
    await chat.press("Enter");
    equal(chat.client.calls, ["send hello", "send again"]);
  });

  it("sends at its button, without leaving the page, and takes the cursor back", async () => {
    const { href } = location;
    await chat.type("hello");
    await chat.settled();
    chat.get("button", "Send").focus();
    await chat.press("Enter");
    equal(chat.client.calls, ["send hello"]);
    ok(hasFocus(), "the cursor is in the field");
    equal(location.href, href);
  });

  it("keeps what is typed from the page, whose keys may mean something else, and leaves it the others", async () => {
    const heard: string[] = [];
    const done = new AbortController();
    for (const type of ["keydown", "keypress", "keyup"] as const) {
      document.addEventListener(type, ({ key }) => key === "Shift" || heard.push(`${type} ${key}`), done);
    }
    await chat.type("s? x");
    equal(heard, []);
    await chat.press("Escape");
    // WebKit has a `keypress` of it, too.
    equal(heard[0], "keydown Escape");
    heard.length = 0;
    const shortcut = { key: "k", ctrlKey: true, bubbles: true, composed: true };
    chat.field.dispatchEvent(new KeyboardEvent("keydown", shortcut));
    equal(heard, ["keydown k"]);
    done.abort();
    equal(chat.field.value, "s? x");
  });

  it("breaks the line at Shift+Enter", async () => {
    await chat.type("one");
    await chat.press("Shift+Enter");
    await chat.type("two");
    equal(chat.client.calls, []);
    await chat.press("Enter");
    equal(chat.client.calls, ["send one\ntwo"]);
  });

  for (const [engine, init] of Object.entries({
    "as the standard says": { isComposing: true },
    "as Safari says it": { keyCode: 229 },
  })) {
    it(`leaves Enter to an input method that is composing, ${engine}`, async () => {
      await chat.type("にほ");
      const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init });
      chat.field.dispatchEvent(enter);
      equal(chat.client.calls, []);
      ok(!enter.defaultPrevented, "the input method gets the key");
    });
  }

  it("sends nothing that is blank, and says so by a button that cannot be pressed", async () => {
    await chat.type("  ");
    await chat.press("Enter");
    equal(chat.client.calls, []);
    ok(chat.get("button", "Send").matches(":disabled"), "the button is disabled");
    await chat.type("x");
    await chat.settled();
    ok(chat.get("button", "Send").matches(":enabled"), "the button is enabled");
  });

  it("is large enough that no phone zooms in on it", () => {
    ok(Number.parseFloat(getComputedStyle(chat.field).fontSize) >= 16, "16 px");
  });

  it("grows from one line to six, then scrolls, and shrinks again after sending", async () => {
    const one = chat.field.clientHeight;
    await chat.type("1");
    await chat.press("Shift+Enter");
    near(chat.field.clientHeight, one + 24, "two lines");
    for (const line of ["2", "3", "4", "5", "6", "7"]) {
      await chat.type(line);
      await chat.press("Shift+Enter");
    }
    near(chat.field.clientHeight, one + 5 * 24, "six lines");
    ok(chat.field.scrollHeight > chat.field.clientHeight, "the rest scrolls");
    await chat.press("Enter");
    near(chat.field.clientHeight, one, "one line");
  });

  it("grows with a text that wraps", async () => {
    const one = chat.field.clientHeight;
    chat.element.style.width = "320px";
    await chat.type("a text that is too long for one line of a narrow field");
    await chat.settled();
    ok(chat.field.clientHeight > one, "taller than one line");
    near(chat.field.scrollHeight, chat.field.clientHeight, "height of the text");
  });

  it("refuses a text that is too long, says by how much, and keeps it", async () => {
    chat.client.set({ textBytes: 10 });
    await chat.settled();
    await chat.type("zwölf Äpfel");
    await chat.settled();
    ok(chat.text().includes("3 characters too long."), chat.text());
    equal(chat.field.getAttribute("aria-invalid"), "true");
    ok(chat.get("button", "Send").matches(":disabled"), "the button is disabled");
    await chat.press("Enter");
    equal(chat.client.calls, []);
    equal(chat.field.value, "zwölf Äpfel");
    await chat.press("Backspace");
    await chat.press("Backspace");
    await chat.press("Backspace");
    equal(chat.field.getAttribute("aria-invalid"), null);
    await chat.press("Enter");
    equal(chat.client.calls, ["send zwölf Äp"]);
  });

  it("announces once that a text is too long, when it is sent all the same", async () => {
    chat.client.set({ textBytes: 3 });
    await chat.settled();
    await chat.type("four!");
    await chat.press("Enter");
    equal(chat.get("log").textContent, "2 characters too long.");
  });

  it("keeps the text where the page cancels ws-chat-send", async () => {
    const texts: string[] = [];
    const listener = (event: WsChatSendEvent) => {
      texts.push(event.text);
      event.preventDefault();
    };
    document.addEventListener("ws-chat-send", listener);
    await chat.type("secret");
    await chat.press("Enter");
    document.removeEventListener("ws-chat-send", listener);
    equal(texts, ["secret"]);
    equal(chat.client.calls, []);
    equal(chat.field.value, "secret");
  });

  it("takes nothing while the element is disabled", async () => {
    chat.element.disabled = true;
    await chat.settled();
    ok(chat.field.disabled, "the field is disabled");
    equal(chat.element.hasAttribute("disabled"), true);
  });

  it("is named by its placeholder", async () => {
    equal(chat.get("textbox", "Message").getAttribute("placeholder"), "Message");
    chat.element.placeholder = "Ask Rosa";
    await chat.settled();
    equal(chat.get("textbox", "Ask Rosa").getAttribute("placeholder"), "Ask Rosa");
  });

  it("is open offline too", async () => {
    chat.close();
    const client = new FakeClient();
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 9_000 } });
    chat = await ChatHarness.open({}, client);
    await chat.type("later");
    await chat.press("Enter");
    equal(client.calls, ["send later"]);
  });

  it("tells others that the visitor is writing, and when they have stopped", async () => {
    await chat.type("hi");
    ok(chat.client.typed.length > 0 && chat.client.typed.every(Boolean), "writing");
    await chat.press("Enter");
    equal(chat.client.typed.at(-1), false);
  });

  describe("with a draft in it", () => {
    const opened: Element[] = [];
    const open = async (room = "") => {
      const element = Object.assign(document.createElement("ws-chat"), { url: nowhere, room });
      opened.push(element);
      document.body.append(element);
      await element.updateComplete;
      await new Promise(requestAnimationFrame);
      const [field] = findAll(element, "textbox");
      if (!(field instanceof HTMLTextAreaElement)) throw new Error("no field");
      return { element, field };
    };
    afterEach(() => {
      for (const element of opened.splice(0)) element.remove();
      sessionStorage.clear();
    });

    it("has it again after a reload, each room its own, and not once it is sent or forgotten", async () => {
      const before = await open();
      before.field.focus();
      await executeServerCommand("keys", { type: "half a thought" });
      before.element.remove();
      const other = await open("lobby");
      equal(other.field.value, "");
      other.element.remove();
      const after = await open();
      equal(after.field.value, "half a thought");
      equal(findAll(after.element, "button", "Send")[0]?.hasAttribute("disabled"), false);
      after.element.reset();
      equal(after.field.value, "");
      after.element.remove();
      equal((await open()).field.value, "");
    });
  });
});
