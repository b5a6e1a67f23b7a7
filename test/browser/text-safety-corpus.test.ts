import { ChatError } from "@ws-chat/client";
import { decodeServerFrame } from "@ws-chat/protocol";
import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";
import { bidiTexts, disguisedAddresses, hostileAddresses, hostileTexts } from "./hostile-texts.ts";

/** All that the element draws with. */
const elements = "section slot header h2 div p span a button form textarea bdi svg path i".split(" ");
const attributes =
  "aria-describedby aria-expanded aria-haspopup aria-hidden aria-invalid aria-label aria-live aria-modal class d disabled enterkeyhint hidden href id name near part placeholder rel role rows tabindex target title translate type viewbox".split(
    " ",
  );

describe("<ws-chat> among hostile texts", () => {
  const page = globalThis as { __ran?: unknown };
  const violations: string[] = [];
  let chat: ChatHarness;

  addEventListener("securitypolicyviolation", ({ violatedDirective, sample }) => {
    violations.push(`${violatedDirective}: ${sample}`);
  });
  afterEach(() => {
    chat?.close();
    delete page.__ran;
  });

  /** One conversation with every text in every place that somebody else may fill. */
  async function show(texts: readonly string[], given: Partial<ChatHarness["element"]> = {}): Promise<void> {
    const client = new FakeClient();
    client.show(
      ...texts.map((text, index) => {
        const item = client.item(text, {
          id: text,
          from: {
            id: text,
            name: text,
            role: index % 2 ? "user" : "operator",
            avatar: /^https?:/.test(text) ? "" : text,
          },
          quickReplies: [{ text, value: text }],
          data: JSON.parse(`{ "__proto__": { "polluted": 1 }, "text": ${JSON.stringify(text)} }`),
        });
        return { ...item, key: text };
      }),
    );
    for (const text of texts) {
      const own = client.item(text, { delivery: { state: "failed", code: text, message: text, canRetry: true } });
      client.show({ ...own, key: `own ${text}` });
    }
    client.set({ typing: texts.map((text) => ({ id: text, name: text, role: "user" })) });
    chat = await ChatHarness.open(given, client);
    const last = () => chat.element.shadowRoot?.querySelectorAll("[part=quick-reply]").length === texts.length;
    while (chat.all("link").length === 0 || !last()) await chat.settled();
  }

  /** What would run or load has had its time: the server has answered what was asked of it later. */
  async function nothingHappened(): Promise<void> {
    await chat.settled();
    await fetch(location.href);
    await chat.settled();
    equal(page.__ran, undefined, "what ran");
    equal(violations, []);
    const asked = performance.getEntriesByType("resource").map(({ name }) => name);
    equal(
      asked.filter((url) => /stolen|evil|example\.com|^data:/.test(url)),
      [],
      "requests",
    );
    ok(!("polluted" in {}), "no prototype is changed");
    const inside = [...(chat.element.shadowRoot?.querySelectorAll("*") ?? [])];
    const names = new Set(inside.map(({ localName }) => localName));
    equal(
      [...names].filter((name) => !elements.includes(name)),
      [],
      "foreign elements",
    );
    const given = new Set(inside.flatMap((each) => attributesOf(each)));
    equal(
      [...given].filter((name) => !attributes.includes(name)),
      [],
      "foreign attributes",
    );
    for (const link of chat.all("link")) {
      ok(link instanceof HTMLAnchorElement, "an anchor");
      ok(["http:", "https:", "mailto:"].includes(link.protocol), link.href);
      equal(link.textContent, link.getAttribute("href"), "what a link says and where it leads");
      equal([link.username, link.password], ["", ""], `who is named in ${link.href}`);
    }
  }

  const bubbles = () =>
    [...(chat.element.shadowRoot?.querySelectorAll("[part=bubble]") ?? [])].map((bubble) => bubble.textContent);

  it("would notice what runs, loads or breaks a rule", async () => {
    const trap = document.createElement("div");
    document.body.append(trap);
    trap.innerHTML = '<img src="/stolen.png" onerror="window.__ran=1">';
    while (!page.__ran) await new Promise(requestAnimationFrame);
    ok(
      performance.getEntriesByType("resource").some(({ name }) => name.includes("stolen")),
      "the request was seen",
    );
    trap.remove();
    performance.clearResourceTimings();
  });

  it("shows each as it was written: text, name, quick reply, id, typist", async () => {
    await show(hostileTexts);
    await nothingHappened();
    equal(bubbles(), [...hostileTexts, ...hostileTexts]);
    const names = [...(chat.element.shadowRoot?.querySelectorAll("[part=name] > bdi:first-of-type") ?? [])].map(
      (name) => name.textContent,
    );
    equal(names, hostileTexts);
    const chips = [...(chat.element.shadowRoot?.querySelectorAll("[part=quick-reply]") ?? [])];
    equal(
      chips.map(({ textContent }) => textContent),
      hostileTexts,
    );
  });

  it("sends what a quick reply stands for, and only that", async () => {
    await show(hostileTexts);
    for (const chip of chat.element.shadowRoot?.querySelectorAll<HTMLElement>("[part=quick-reply]") ?? []) chip.click();
    equal(
      chat.client.calls.filter((call) => call.startsWith("send ")),
      hostileTexts.map((text) => `send ${text}`),
    );
    await nothingHappened();
  });

  it("takes none for markup or style in its own words, properties and attributes", async () => {
    await show(["https://example.com/"]);
    for (const text of hostileTexts) {
      Object.assign(chat.element, { heading: text, greeting: text, placeholder: text, room: text, userName: text });
      Object.assign(chat.element, { metadata: JSON.parse('{ "__proto__": { "polluted": 1 } }') });
      chat.element.strings = { you: text, send: text, retry: text, trying: text, offline: text, stop: text };
      chat.element.renderMessage = () => text;
      await chat.element.updateComplete;
      equal(chat.all("heading")[0]?.textContent, text);
      equal(chat.field.placeholder, text);
    }
    chat.element.renderMessage = undefined;
    await chat.settled();
    await nothingHappened();
  });

  it("takes none for more than text in what the server says of failures", async () => {
    await show(["https://example.com/"]);
    for (const text of hostileTexts) {
      chat.client.set({ status: { state: "stopped", code: 4401, message: text } });
      chat.client.fail(new ChatError(text, text));
      chat.client.receive(text, { status: "interrupted" });
      chat.client.stream(text).write(text);
      chat.element.requestUpdate();
      await chat.element.updateComplete;
    }
    await nothingHappened();
  });

  it("takes none for more than text in a launcher", async () => {
    await show(["https://example.com/"], { launcher: true, open: true });
    for (const text of hostileTexts) {
      chat.element.heading = text;
      chat.element.strings = { openChat: text, closeChat: text, unread: () => text };
      await chat.element.updateComplete;
      equal(chat.element.shadowRoot?.querySelector("[role=dialog]")?.getAttribute("aria-label"), text);
    }
    await nothingHappened();
  });

  it("makes no link of what is no web or mail address", async () => {
    await show(["https://example.com/", ...hostileAddresses]);
    // Behind a scheme that is none, as in "jar:https://example.com", there may be a good address.
    for (const link of chat.all("link"))
      ok(link.getAttribute("href")?.startsWith("https://example.com"), "the good one");
    await nothingHappened();
  });

  it("makes no link of an address that hides where it leads", async () => {
    await show(["https://example.com/", ...disguisedAddresses]);
    for (const link of chat.all("link")) {
      ok(link instanceof HTMLAnchorElement, "an anchor");
      ok(!link.hostname.includes("evil"), link.href);
      ok(!/[\p{Cc}\p{Bidi_C}]/u.test(link.textContent ?? ""), `nothing invisible in ${link.href}`);
      ok(!/xn--(?!80ak6aa92e)/.test(link.hostname), `letters of one script in ${link.href}`);
    }
    await nothingHappened();
  });

  it("keeps the direction of a text within its own lines", async () => {
    await show(["https://example.com/", ...bidiTexts]);
    for (const bubble of chat.element.shadowRoot?.querySelectorAll("[part=bubble]") ?? []) {
      const { display, unicodeBidi } = getComputedStyle(bubble);
      equal([display, unicodeBidi], ["block", "plaintext"]);
    }
  });

  it("gets no more from the wire than a frame may have", () => {
    const author = '{"id":"x","role":"user","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const frame = decodeServerFrame(
      `{"type":"entry","seq":1,"kind":"message","id":"__proto__","from":${author},"ts":1,"text":"x","__proto__":{"polluted":1},"data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`,
    );
    ok(frame, "a frame");
    ok(!("polluted" in frame) && !("polluted" in {}), "nothing is polluted");
  });

  it("breaks no rule of a page that allows neither", async () => {
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = "default-src 'self'; require-trusted-types-for 'script'";
    document.head.append(policy);
    await show(hostileTexts);
    await nothingHappened();
    equal(bubbles(), [...hostileTexts, ...hostileTexts]);
  });
});

/** The panel follows a phone's keyboard: its style is set from code. */
function attributesOf(element: Element): string[] {
  const isPanel = element.part.contains("panel");
  return element
    .getAttributeNames()
    .map((name) => name.toLowerCase())
    .filter((name) => !isPanel || name !== "style");
}
