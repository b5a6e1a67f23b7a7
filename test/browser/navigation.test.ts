import type { WsChat } from "@ws-chat/widget";
import { equal, ok } from "./assert.ts";
import { ChatHarness, findAll, nowhere } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

/** Pages that are navigated by script, as Turbo, htmx and such do it: the document stays, its body is another. */
describe("<ws-chat> in a body that is swapped", () => {
  const ownBody = document.body;
  afterEach(() => {
    document.documentElement.replaceChild(ownBody, document.body);
  });

  const bodyOf = (markup: string): HTMLElement =>
    document.importNode(new DOMParser().parseFromString(markup, "text/html").body, true);
  const found = (): WsChat => {
    const chats = document.querySelectorAll("ws-chat");
    const [chat] = chats;
    if (!chat || chats.length > 1) throw new Error(`${chats.length} chats, expected 1`);
    return chat;
  };

  const isTrying = ({ status }: WsChat): boolean => status.state === "connecting" || status.state === "waiting";

  /** A visit as Turbo makes it: the permanent element is in no document while the new body comes, and a copy of it goes with the old one. */
  async function visit(markup: string): Promise<HTMLElement> {
    const kept = found();
    const before = document.body;
    const next = bodyOf(markup);
    const placeholder = document.createElement("meta");
    next.querySelector("ws-chat")?.replaceWith(placeholder);
    document.body.replaceWith(next);
    // It renders between two promises.
    await Promise.resolve();
    kept.replaceWith(kept.cloneNode(true));
    placeholder.replaceWith(kept);
    return before;
  }

  it("keeps its conversation, its draft and its listeners where it is a permanent element", async () => {
    const client = new FakeClient();
    const chat = await ChatHarness.open({}, client);
    client.receive("on the first page");
    // All that listens is there by then.
    while (!chat.all("button", "Copy message").length) await chat.settled();
    const listening = client.listening;
    await chat.type("half a thought");
    for (let page = 0; page < 5; page++) {
      client.receive(`on page ${page}`);
      await visit("<h1>Another page</h1><ws-chat></ws-chat>");
      await chat.settled();
      equal(client.listening, listening);
    }
    ok(found() === chat.element, "the element itself");
    equal(chat.lines().length, 6);
    equal(chat.field.value, "half a thought");
    client.receive("here, too");
    await chat.settled();
    ok(chat.lines().at(-1)?.includes("here, too"), chat.lines().join());
    chat.close();
  });

  it("tries for one link as a permanent element, and its copy in the old body for none", async () => {
    document.body.innerHTML = `<ws-chat url="${nowhere}"></ws-chat>`;
    const chat = found();
    await chat.updateComplete;
    ok(isTrying(chat), chat.status.state);
    const old = await visit("<h1>Another page</h1><ws-chat></ws-chat>");
    const copy = old.querySelector("ws-chat");
    await chat.updateComplete;
    await copy?.updateComplete;
    ok(isTrying(chat), chat.status.state);
    equal(copy?.status.state, "idle");
  });

  it("lets go of the page's client with each body that goes, and takes it up in each that comes", async () => {
    const client = new FakeClient();
    client.show(client.item("from before"));
    let listening: number | undefined;
    for (let page = 0; page < 20; page++) {
      document.body.innerHTML = "<ws-chat></ws-chat>";
      const chat = found();
      chat.client = client;
      await chat.updateComplete;
      equal(
        chat.messages.map(({ text }) => text),
        ["from before"],
      );
      listening ??= client.listening;
      equal(client.listening, listening);
    }
    document.body.innerHTML = "";
    await Promise.resolve();
    equal(client.listening, 0);
  });

  it("ends the link of the body that goes, and shows what it left unsent in the one that comes", async () => {
    const url = `${nowhere}?${crypto.randomUUID()}`;
    document.body.innerHTML = `<ws-chat url="${url}"></ws-chat>`;
    const first = found();
    await first.updateComplete;
    void first.send("not sent yet").catch(() => {});
    await first.updateComplete;
    document.body.replaceWith(bodyOf(`<main><ws-chat url="${url}"></ws-chat></main>`));
    const second = found();
    await second.updateComplete;
    equal(first.status.state, "idle");
    ok(isTrying(second), second.status.state);
    while (!findAll(second, "listitem").length) await new Promise(requestAnimationFrame);
    equal(
      second.messages.map(({ text }) => text),
      ["not sent yet"],
    );
    second.reset();
  });
});
