import type { Status } from "@ws-chat/client";
import { ChatError } from "@ws-chat/client";
import { WsChat } from "@ws-chat/widget";
import { equal, ok } from "./assert.ts";
import { ChatHarness, nowhere, wordsOf } from "./chat-harness.ts";
import { FakeClient, rosa } from "./fake-client.ts";

describe("<ws-chat>", () => {
  const opened: Element[] = [];
  const add = <E extends Element>(element: E, parent: Element = document.body): E => {
    opened.push(element);
    parent.append(element);
    return element;
  };
  afterEach(() => {
    for (const element of opened.splice(0)) element.remove();
  });
  const microtask = () => new Promise<void>((resolve) => queueMicrotask(resolve));
  const frame = () => new Promise(requestAnimationFrame);

  it("is known to the page by its name and class", () => {
    ok(document.createElement("ws-chat") instanceof WsChat, "an instance of WsChat");
    ok(customElements.get("ws-chat") === WsChat, "registered");
  });

  it("heeds properties that were set before it was upgraded", async () => {
    // A document without a browsing context upgrades nothing.
    const early = document.implementation.createHTMLDocument().createElement("ws-chat");
    const client = new FakeClient();
    client.show(client.item("Hello"));
    early.setAttribute("heading", "An attribute yields to a property");
    early.setAttribute("disabled", "");
    Object.assign(early, { client, heading: "Early", strings: { send: "Go" }, disabled: false });
    add(early);
    await early.updateComplete;
    await frame();
    ok(early instanceof WsChat, "upgraded");
    equal(early.heading, "Early");
    equal([early.disabled, early.hasAttribute("disabled")], [false, false]);
    equal(
      early.messages.map(({ text }) => text),
      ["Hello"],
    );
    ok(early.shadowRoot?.querySelector("[aria-label=Go]"), "the strings are in use");
  });

  it("reads its attributes", async () => {
    const box = add(document.createElement("div"));
    box.innerHTML =
      '<ws-chat room="lobby" protocol="text" user-name="Ada" heading="Hi" placeholder="Write" greeting="Hey" disabled></ws-chat>';
    const chat = box.querySelector("ws-chat");
    ok(chat, "an element");
    const { room, protocol, userName, heading, placeholder, greeting, disabled } = chat;
    equal(
      { room, protocol, userName, heading, placeholder, greeting, disabled },
      {
        room: "lobby",
        protocol: "text",
        userName: "Ada",
        heading: "Hi",
        placeholder: "Write",
        greeting: "Hey",
        disabled: true,
      },
    );
  });

  it("shows its default content until it has a server, and none of it then", async () => {
    const chat = document.createElement("ws-chat");
    chat.append("Write to us: rosa@example.com");
    add(chat);
    await chat.updateComplete;
    ok(chat.shadowRoot?.querySelector("slot:not([name])"), "the content has a place");
    equal(chat.status, { state: "idle" });
    equal(chat.messages, []);
    chat.client = new FakeClient();
    await chat.updateComplete;
    ok(!chat.shadowRoot?.querySelector("slot:not([name])"), "the content has no place");
  });

  it("says what is missing when it is used without a server", async () => {
    const chat = add(document.createElement("ws-chat"));
    const error = await chat.send("hi").then(
      () => undefined,
      (reason: unknown) => reason,
    );
    ok(error instanceof TypeError && error.message.includes("`url`"), String(error));
  });

  it("has no link to end without a server", async () => {
    const chat = add(document.createElement("ws-chat"));
    // It needs its code, as what is told of it may.
    await chat.send("hi").catch(() => {});
    chat.disconnect();
    equal(chat.status, { state: "idle" });
  });

  it("opens the link of a url by itself, and another one for another room", async () => {
    const chat = document.createElement("ws-chat");
    const states: Status["state"][] = [];
    chat.addEventListener("ws-chat-status", ({ status }) => states.push(status.state));
    chat.url = nowhere;
    add(chat);
    await chat.updateComplete;
    equal(chat.status.state, "connecting");
    chat.room = "lobby";
    await chat.updateComplete;
    equal(chat.status.state, "connecting");
    chat.disconnect();
    equal(chat.status.state, "idle");
    chat.connect();
    equal(chat.status.state, "connecting");
    chat.remove();
    await microtask();
    equal(chat.status.state, "idle");
    equal(states[0], "connecting");
  });

  it("signs in by a getToken that comes after its url, and asks the one it has at the time", async () => {
    const chat = add(document.createElement("ws-chat"));
    chat.url = nowhere;
    await chat.updateComplete;
    const asked: string[] = [];
    chat.getToken = () => void asked.push("first");
    await chat.updateComplete;
    equal(asked, ["first"]);
    chat.getToken = () => void asked.push("second");
    await chat.updateComplete;
    equal(asked, ["first"]);
    chat.disconnect();
    chat.connect();
    equal(asked, ["first", "second"]);
  });

  it("is dressed again when another document adopts it", () => {
    const chat = add(document.createElement("ws-chat"));
    const there = add(document.createElement("iframe")).contentDocument;
    ok(there, "another document");
    there.body.append(chat);
    equal(there.defaultView?.getComputedStyle(chat).overflow, "hidden");
  });

  it("goes on talking there, dressed in all that it had on", async () => {
    const client = new FakeClient();
    const chat = await ChatHarness.open({ heading: "Shop" }, client);
    client.receive("https://example.com/ here", { quickReplies: [{ text: "Yes" }] });
    const quick = () => chat.element.shadowRoot?.querySelector("[part=quick-replies]");
    while (!quick()) await chat.settled();
    const sheets = chat.element.shadowRoot?.adoptedStyleSheets.length;
    const there = add(document.createElement("iframe")).contentDocument;
    if (!there?.defaultView) throw new Error("no other document");
    there.body.append(there.adoptNode(chat.element));
    client.receive("there");
    await chat.element.updateComplete;
    equal(chat.element.shadowRoot?.adoptedStyleSheets.length, sheets);
    const bubbles = [...(chat.element.shadowRoot?.querySelectorAll("[part=bubble]") ?? [])];
    equal(
      bubbles.map((bubble) => there.defaultView?.getComputedStyle(bubble).borderStartStartRadius),
      ["18px", "6px"],
    );
    equal(there.defaultView.getComputedStyle(bubbles[0]?.parentElement ?? chat.element).display, "flex");
    ok(bubbles[1]?.textContent.includes("there"), "what came meanwhile");
    chat.close();
  });

  it("is as large as its page says, border included, and no wider for what is written in it", async () => {
    const row = add(document.createElement("div"));
    row.style.cssText = "display: flex; width: 800px";
    const client = new FakeClient();
    const chat = add(document.createElement("ws-chat"), row);
    chat.style.height = "400px";
    chat.client = client;
    await chat.updateComplete;
    const { width, height } = chat.getBoundingClientRect();
    equal(height, 400);
    client.show(client.item("hi"));
    await frame();
    await frame();
    equal(chat.getBoundingClientRect().width, width);
  });

  for (const given of ["height: 100%", "height: auto", "height: auto; max-height: 300px"]) {
    it(`does not grow with what is written, and shows its field, with \`${given}\` in a parent without a height`, async () => {
      const client = new FakeClient();
      const chat = add(document.createElement("ws-chat"), add(document.createElement("div")));
      chat.style.cssText = given;
      chat.client = client;
      await chat.updateComplete;
      const before = chat.getBoundingClientRect().height;
      ok(before === 300 || before === 578, `${before} px high, its border included`);
      client.show(...Array.from({ length: 60 }, () => client.item("A line that takes its room")));
      await frame();
      await frame();
      const { height, bottom } = chat.getBoundingClientRect();
      equal(height, before);
      const field = chat.shadowRoot?.querySelector("textarea")?.getBoundingClientRect();
      ok(field && field.height > 20 && field.bottom < bottom, "the field is in it");
    });
  }

  it("keeps its link when it is moved, and closes it when it is gone", async () => {
    const first = add(document.createElement("div"));
    const second = add(document.createElement("div"));
    const chat = add(document.createElement("ws-chat"), first);
    chat.url = nowhere;
    await chat.updateComplete;
    const states: Status["state"][] = [];
    chat.addEventListener("ws-chat-status", ({ status }) => states.push(status.state));
    second.append(chat);
    await microtask();
    await microtask();
    equal(states, []);
    equal(chat.status.state, "connecting");
    chat.remove();
    await microtask();
    equal(chat.status.state, "idle");
    second.append(chat);
    equal(chat.status.state, "connecting");
  });

  it("neither opens nor ends a client that the page handed in, and lets go of it", async () => {
    const client = new FakeClient();
    const chat = await ChatHarness.open({}, client);
    ok(client.listening > 0, "listens");
    chat.close();
    await microtask();
    equal(client.calls, []);
    equal(client.listening, 0);
    add(chat.element);
    client.receive("while away");
    await chat.settled();
    ok(chat.text().includes("while away"), chat.text());
  });

  it("changes from one client to another", async () => {
    const [one, two] = [new FakeClient(), new FakeClient()];
    one.show(one.item("from one"));
    two.show(two.item("from two"));
    const chat = await ChatHarness.open({}, one);
    opened.push(chat.element);
    chat.element.client = two;
    await chat.settled();
    equal(
      chat.element.messages.map(({ text }) => text),
      ["from two"],
    );
    ok(!chat.text().includes("from one"), chat.text());
    equal(one.listening, 0);
  });

  it("stands beside others on a page, each with its own conversation", async () => {
    const chats = await Promise.all([ChatHarness.open(), ChatHarness.open()]);
    for (const chat of chats) opened.push(chat.element);
    const [one, two] = chats;
    await one?.type("to one");
    await one?.press("Enter");
    two?.client.receive("from two");
    await two?.settled();
    equal(one?.client.calls, ["send to one"]);
    equal(two?.client.calls, []);
    ok(!one?.text().includes("from two"), "one does not hear two");
  });

  it("tells the page of messages, status and errors, through any shadow root around it", async () => {
    const host = add(document.createElement("div"));
    const root = host.attachShadow({ mode: "open" });
    const chat = await ChatHarness.open();
    root.append(chat.element);
    const heard: string[] = [];
    const done = new AbortController();
    const { signal } = done;
    document.addEventListener("ws-chat-message", ({ message, own }) => heard.push(`${message.text} ${own}`), {
      signal,
    });
    document.addEventListener("ws-chat-status", ({ status }) => heard.push(status.state), { signal });
    document.addEventListener("ws-chat-error", ({ error }) => heard.push(error.code), { signal });
    chat.client.receive("hello");
    void chat.element.send("mine");
    chat.client.store(chat.client.getSnapshot().items.at(-1)?.key ?? "");
    chat.client.set({ status: { state: "stopped", code: 4401, message: "no" } });
    chat.client.fail(new ChatError("unauthorized", "no"));
    done.abort();
    equal(heard, ["hello false", "mine true", "stopped", "unauthorized"]);
  });

  it("sends, forgets and hands out what it shows, for the page's own code", async () => {
    const chat = await ChatHarness.open();
    opened.push(chat.element);
    const { element, client } = chat;
    const sending = element.send("from code");
    client.store(client.getSnapshot().items[0]?.key ?? "");
    equal((await sending).text, "from code");
    equal(
      element.messages.map(({ text }) => text),
      ["from code"],
    );
    equal(element.transport, "websocket");
    equal(element.status.state, "online");
    element.reset();
    await chat.settled();
    equal(element.messages, []);
    equal(client.calls, ["send from code", "reset"]);
    element.focus();
    ok(element.shadowRoot?.activeElement === chat.field, "the field has the cursor");
  });

  it("speaks the words it is given", async () => {
    const strings = { you: "Du", sent: "Gesendet", newMessages: (count: number) => `${count} neue` };
    const chat = await ChatHarness.open({ strings });
    opened.push(chat.element);
    chat.client.show(chat.client.item("Hallo", { delivery: { state: "sent" } }));
    await chat.settled();
    ok(chat.lines()[0]?.startsWith("Du: Hallo"), chat.lines().join());
    ok(chat.text().includes("Gesendet"), chat.text());
    chat.element.strings = { you: "Ich" };
    await chat.settled();
    ok(chat.lines()[0]?.startsWith("Ich: Hallo"), chat.lines().join());
    ok(chat.text().includes("Sent"), chat.text());
  });

  it("gives its slots to the page", async () => {
    const chat = document.createElement("ws-chat");
    chat.client = new FakeClient();
    for (const slot of ["header", "header-actions", "empty", "composer-start", "composer-end", "footer"]) {
      const child = document.createElement("span");
      child.slot = slot;
      child.textContent = slot;
      chat.append(child);
    }
    add(chat);
    await chat.updateComplete;
    for (const child of chat.children) {
      const isShown = child.assignedSlot !== null && child.getClientRects().length > 0;
      // Whoever replaces the header replaces its actions too.
      equal(isShown, child.slot !== "header-actions", child.slot);
    }
    chat.querySelector("[slot=header]")?.remove();
    await frame();
    ok(chat.querySelector("[slot=header-actions]")?.getClientRects().length, "actions are shown beside no heading");
  });

  it("can be styled from outside by parts and custom properties", async () => {
    const style = add(document.createElement("style"));
    style.textContent = `ws-chat { --ws-chat-accent: rgb(1 2 3); --ws-chat-font-size: 20px } ws-chat::part(own) { outline: 3px solid }`;
    const chat = await ChatHarness.open();
    opened.push(chat.element);
    chat.client.show(chat.client.item("Mine", { delivery: { state: "sent" } }));
    await chat.settled();
    const [line] = chat.all("listitem");
    const bubble = line?.querySelector("[part=bubble]");
    ok(line && bubble, "a message");
    equal(getComputedStyle(line).outlineWidth, "3px");
    equal(getComputedStyle(bubble).backgroundColor, "rgb(1, 2, 3)");
    equal(getComputedStyle(bubble).fontSize, "20px");
  });

  for (const [accent, text] of [
    ["rgb(255 220 0)", "black"],
    ["rgb(40 40 160)", "white"],
    ["rgb(255 0 0)", "black"],
    ["rgb(0 128 0)", "white"],
  ] as const) {
    it(`writes on an accent of ${accent} in ${text}`, async () => {
      const chat = await ChatHarness.open();
      opened.push(chat.element);
      chat.element.style.setProperty("--ws-chat-accent", accent);
      chat.client.show(chat.client.item("Mine", { delivery: { state: "sent" } }));
      await chat.settled();
      const bubble = chat.element.shadowRoot?.querySelector("[part=bubble]");
      ok(bubble, "a message");
      equal(getComputedStyle(bubble).color, `color(srgb-linear ${text === "white" ? "1 1 1" : "0 0 0"})`);
    });
  }

  it("is nameless no longer with an author who has no name", async () => {
    const chat = await ChatHarness.open();
    opened.push(chat.element);
    const { name: _, ...nameless } = rosa;
    chat.client.receive("hi", { from: nameless });
    await chat.settled();
    ok(chat.lines()[0]?.startsWith("Reply: hi"), wordsOf(chat.scroller));
  });
});
