import { executeServerCommand } from "@web/test-runner-commands";
import type { WsChat } from "@ws-chat/widget";
import "@ws-chat/widget/define";
import { equal, ok } from "./assert.ts";
import { findAll, nowhere } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

const press = (keys: string) => executeServerCommand("keys", { press: keys });

describe("<ws-chat launcher>", () => {
  let chat: WsChat;
  const title = document.title;
  const isThere = (role: string, name?: string | RegExp) =>
    findAll(chat, role, name).some((element) => element.checkVisibility());
  const get = (role: string, name?: string | RegExp): HTMLElement => {
    const [found] = findAll(chat, role, name);
    if (!found) throw new Error(`no ${role} named ${name}`);
    return found;
  };
  const settled = async () => {
    for (let turn = 0; turn < 2; turn++) {
      await chat.updateComplete;
      await new Promise(requestAnimationFrame);
    }
  };
  const open = async (given: Partial<WsChat> = {}) => {
    chat = Object.assign(document.createElement("ws-chat"), { launcher: true, heading: "Ask us", ...given });
    document.body.append(chat);
    await settled();
  };
  const isConnecting = () => chat.status.state !== "idle";
  const focused = () => chat.shadowRoot?.activeElement;

  afterEach(() => {
    chat.remove();
    localStorage.clear();
    sessionStorage.clear();
    document.title = title;
  });

  it("opens no connection, stores nothing and loads no conversation until the visitor opens it", async () => {
    const before = performance.getEntriesByType("resource").length;
    // A page that was here before may still store what it has to, and all that is stored has a url in its name.
    const url = `${nowhere}/${crypto.randomUUID()}`;
    await open({ url });
    ok(isThere("button", "Open chat"), "the button");
    ok(!isThere("dialog"), "no panel");
    equal(chat.status, { state: "idle" });
    equal(
      [localStorage, sessionStorage].flatMap(Object.keys).filter((key) => key.includes(url)),
      [],
    );
    ok(!chat.shadowRoot?.querySelector("textarea"), "no field");
    const loaded = performance.getEntriesByType("resource").slice(before);
    equal(
      loaded.map(({ name }) => name).filter((name) => /chat-box|\/client\/src\/client/.test(name)),
      [],
    );
  });

  it("connects at once where the visitor has written before, and where the page wants it", async () => {
    localStorage[`ws-chat ${nowhere} secret`] = "x".repeat(22);
    await open({ url: nowhere });
    ok(isConnecting(), "connects to where the visitor has written");
    chat.remove();
    localStorage.clear();
    await open({ url: nowhere, loading: "eager" });
    ok(isConnecting(), "connects where the page wants it");
  });

  it("heeds a url that comes later, and what this device and this tab keep of it", async () => {
    localStorage[`ws-chat ${nowhere}/other secret`] = "x".repeat(22);
    sessionStorage[`ws-chat ${nowhere} open`] = "1";
    await open();
    chat.url = `${nowhere}/first`;
    await settled();
    ok(!isConnecting(), "the visitor has written elsewhere");
    ok(!chat.open, "it was not open");
    chat.url = nowhere;
    await settled();
    ok(chat.open, "it was left open");
    chat.hide();
    await settled();
    equal(Object.keys(sessionStorage), []);
    chat.url = `${nowhere}/other`;
    await settled();
    ok(isConnecting(), "the visitor has written there");
  });

  it("opens by the keyboard into the field, and gives the focus back when Escape closes it", async () => {
    await open({ client: new FakeClient() });
    get("button", "Open chat").focus();
    await press("Enter");
    await settled();
    ok(isThere("dialog", "Ask us"), "the panel");
    ok(focused() instanceof HTMLTextAreaElement, "the field has the focus");
    await press("Escape");
    await settled();
    ok(!isThere("dialog"), "closed");
    equal(focused(), get("button", "Open chat"));
  });

  it("shows what its button would do: a bubble where it opens, a chevron where it closes", async () => {
    await open({ client: new FakeClient() });
    const drawn = () =>
      [...(chat.shadowRoot?.querySelectorAll(".launcher svg") ?? [])].map((icon) => icon.checkVisibility());
    equal(drawn(), [true, false]);
    chat.show();
    await settled();
    equal(drawn(), [false, true]);
  });

  it("opens and closes from the page's code, which moves no focus and may be refused", async () => {
    await open({ client: new FakeClient() });
    const events: string[] = [];
    for (const name of ["ws-chat-show", "ws-chat-hide"] as const) {
      chat.addEventListener(name, ({ type }) => events.push(type));
    }
    chat.show();
    await settled();
    ok(chat.open && chat.hasAttribute("open"), "reflected");
    ok(isThere("dialog"), "the panel");
    equal(focused(), null);
    chat.addEventListener("ws-chat-hide", (event) => event.preventDefault(), { once: true });
    chat.hide();
    await settled();
    ok(chat.open && isThere("dialog"), "still open");
    chat.toggle();
    await settled();
    ok(!isThere("dialog"), "closed");
    equal(events, ["ws-chat-show", "ws-chat-hide", "ws-chat-hide"]);
  });

  it("loads no conversation for a visitor whom the page does not let in", async () => {
    await open({ url: nowhere });
    chat.addEventListener("ws-chat-show", (event) => event.preventDefault());
    get("button", "Open chat").click();
    await chat.updateComplete;
    // It resolves when all that is being loaded is there.
    chat.requestUpdate();
    await chat.updateComplete;
    ok(!chat.shadowRoot?.querySelector("textarea"), "no field");
    equal(chat.status, { state: "idle" });
  });

  it("counts nothing of another conversation that was there before", async () => {
    const client = new FakeClient();
    await open({ client });
    chat.show();
    await settled();
    client.receive("One");
    await settled();
    chat.hide();
    await settled();
    const other = new FakeClient(Date.now() - 600_000, 10);
    other.show(other.item("Of last week"));
    chat.client = other;
    await settled();
    equal(chat.unread, 0);
    other.receive("Now");
    await settled();
    equal(chat.unread, 1);
  });

  it("is open on the tab's next page where it was left open", async () => {
    await open({ url: nowhere });
    chat.show();
    await settled();
    chat.remove();
    await open({ url: nowhere });
    ok(chat.open, "open");
    chat.hide();
    await settled();
    chat.remove();
    await open({ url: nowhere });
    ok(!chat.open, "closed");
  });

  it("counts what came while it was closed, on its button and in the title if asked", async () => {
    const client = new FakeClient();
    await open({ client, titleCount: true });
    const counts: number[] = [];
    chat.addEventListener("ws-chat-unread", ({ count }) => counts.push(count));
    client.receive("One");
    client.receive("Two");
    await settled();
    equal(chat.unread, 2);
    ok(isThere("button", "Open chat, 2 unread messages"), "the name says so");
    equal(document.title, `(2) ${title}`.trim());
    chat.show();
    await settled();
    equal(chat.unread, 0);
    equal(document.title, title);
    equal(counts, [2, 0]);
  });

  it("tells no number beyond ninety-nine, nor any in a title that nobody asked for", async () => {
    const client = new FakeClient();
    await open({ client });
    for (let count = 0; count < 100; count++) client.receive("Again");
    await settled();
    equal(chat.shadowRoot?.querySelector("[part=badge]")?.textContent, "99+");
    ok(isThere("button", "Open chat, 100 unread messages"), "the name says so");
    equal(document.title, title);
  });

  it("shows on its button what the page puts there", async () => {
    await open({ url: nowhere });
    const picture = Object.assign(document.createElement("b"), { slot: "launcher", textContent: "?" });
    chat.append(picture);
    await settled();
    ok(picture.assignedSlot?.parentElement === get("button", "Open chat"), "on the button");
    ok(picture.checkVisibility() && picture.getClientRects().length, "visible");
    ok(!chat.shadowRoot?.querySelector(".launcher svg")?.getClientRects().length, "in place of its own");
  });

  it("takes no history for news where the visitor has never seen the conversation", async () => {
    const client = new FakeClient();
    await open({ client, titleCount: true });
    client.set({ history: "loading" });
    await settled();
    // What comes with it, or before it, is news all the same.
    client.receive("Can I help you?");
    client.set({
      history: "complete",
      items: [client.item("Old"), client.item("Older"), ...client.getSnapshot().items],
    });
    await settled();
    equal(chat.unread, 1);
    client.receive("Still there?");
    await settled();
    equal(chat.unread, 2);
    chat.show();
    await settled();
    equal(chat.unread, 0);
  });

  it("has no news where all is history", async () => {
    const client = new FakeClient();
    client.show(client.item("Old"), client.item("Older"));
    await open({ client });
    equal(chat.unread, 0);
    ok(isThere("button", "Open chat"), "no number on the button");
  });

  it("counts on from what the visitor had before them, on the next page too", async () => {
    const client = new FakeClient();
    await open({ client });
    client.receive("One");
    chat.show();
    await settled();
    chat.hide();
    await settled();
    chat.remove();
    client.receive("Two");
    await open({ client });
    equal(chat.unread, 1);
  });

  it("stays in its corner, and as small as it is, where the page gives its chats a size", async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("ws-chat { height: 32rem; width: 100%; }");
    document.adoptedStyleSheets.push(sheet);
    try {
      await open();
      const { width, height } = chat.getBoundingClientRect();
      const { right, bottom } = get("button", "Open chat").getBoundingClientRect();
      equal([width, height, innerHeight - bottom, document.documentElement.clientWidth - right], [56, 56, 16, 16]);
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    }
  });

  it("lies above the page where the page wants it, and lets clicks beside it through", async () => {
    await open({ url: nowhere });
    chat.style.setProperty("--ws-chat-z-index", "7");
    chat.style.setProperty("--ws-chat-offset-inline", "40px");
    chat.style.setProperty("--ws-chat-offset-block", "50px");
    const { zIndex, position } = getComputedStyle(chat);
    equal([zIndex, position], ["7", "fixed"]);
    const { right, bottom, width } = get("button", "Open chat").getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    equal([clientWidth - right, clientHeight - bottom], [40, 50]);
    equal(width, 56);
    equal(chat.getBoundingClientRect().width, 56);
    chat.setAttribute("placement", "start");
    equal(get("button", "Open chat").getBoundingClientRect().left, 40);
  });
});
