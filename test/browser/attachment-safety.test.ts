import { ChatError } from "@ws-chat/client";
import type { Attachment } from "@ws-chat/protocol";
import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";
import { bidiTexts, disguisedAddresses, hostileAddresses, hostileTexts } from "./hostile-texts.ts";

const good: Attachment = { url: "./uploads/x", name: "x", type: "application/pdf", size: 1 };
/** What a message with files may consist of beside what others do. */
const elements = "img audio video bdi a span div svg path".split(" ");

describe("<ws-chat> among hostile files", () => {
  const page = globalThis as { __ran?: unknown };
  const violations: string[] = [];
  let chat: ChatHarness;

  addEventListener("securitypolicyviolation", ({ violatedDirective, sample }) => {
    violations.push(`${violatedDirective}: ${sample}`);
  });
  afterEach(() => {
    chat.close();
    delete page.__ran;
  });

  const all = <Found extends Element = HTMLElement>(selector: string): Found[] => [
    ...(chat.element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
  ];

  async function show(attachments: readonly Attachment[]): Promise<void> {
    const client = new FakeClient();
    client.set({ features: ["uploads"] });
    for (const attachment of attachments) client.show(client.item("", { attachments: [attachment] }));
    chat = await ChatHarness.open({ uploads: true }, client);
    while (all(".attachments.drawn").length < attachments.length) await chat.settled();
  }

  async function nothingHappened(): Promise<void> {
    await chat.settled();
    await fetch(location.href);
    await chat.settled();
    equal([page.__ran, violations], [undefined, []], "what ran");
    for (const inside of all(".attachments *")) {
      ok(elements.includes(inside.localName), inside.localName);
      for (const name of inside.getAttributeNames()) ok(!name.startsWith("on") && name !== "style", name);
    }
    for (const link of all<HTMLAnchorElement>("a")) {
      ok(/^https?:$/.test(link.protocol), link.href);
      equal([link.target, link.rel], ["_blank", "noopener noreferrer"]);
    }
  }

  it("shows every name as it was written, but for what is invisible", async () => {
    const texts = [...hostileTexts, ...bidiTexts].filter((text) => text.length < 256);
    await show(texts.map((name) => ({ ...good, name })));
    const visible = (text: string) => text.replaceAll(/[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]/gu, "\uFFFD");
    equal(
      all("[part=file-name]").map(({ textContent }) => textContent),
      texts.map(visible),
    );
    await nothingHappened();
  });

  it("takes no type for more than a type", async () => {
    const types = hostileTexts.flatMap((text) => [text, `image/${text}`, `video/${text}`, `audio/${text}`]);
    await show(types.map((type) => ({ ...good, type })));
    equal(all("img").length, 0);
    await nothingHappened();
  });

  it("leads nowhere but to web addresses, and loads nothing else", async () => {
    const urls = [...hostileAddresses, ...disguisedAddresses];
    const types = ["application/pdf", "image/png", "video/mp4", "audio/wav"];
    // What is elsewhere may be loaded from there; here nobody is asked who may answer.
    const foreign = (url: string) => /^https?:$/.test(new URL(url, location.href).protocol);
    await show(
      urls.flatMap((url) => {
        const kinds = URL.canParse(url, location.href) && foreign(url) ? types.slice(0, 1) : types;
        return kinds.map((type) => ({ ...good, url, type }));
      }),
    );
    equal(all("[src]").length, 0);
    await nothingHappened();
  });

  it("takes nothing for more than text in files that go with a message", async () => {
    await show([good]);
    const { client } = chat;
    for (const text of hostileTexts) {
      const field = chat.field;
      const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, composed: true });
      const data = new DataTransfer();
      data.items.add(new File(["x"], text, { type: "image/png" }));
      Object.defineProperty(event, "clipboardData", { value: data });
      while (!all(".attach").length) await chat.settled();
      field.dispatchEvent(event);
      const upload = client.uploads.at(-1);
      ok(upload, "an upload");
      upload.fail(new ChatError("invalid", text));
      await chat.settled();
      equal(all(".note")[0]?.textContent, text);
      ok(all("[part~=upload]")[0]?.querySelector("bdi"), "a name of its own direction");
      all(".remove")[0]?.click();
    }
    await nothingHappened();
  });
});
