import type { Author } from "@ws-chat/protocol";
import { equal } from "./assert.ts";
import { ChatHarness, nowhere } from "./chat-harness.ts";
import { FakeClient, me } from "./fake-client.ts";

const bot: Author = { id: "bot", name: "Bot", role: "bot" };
const features = ["history", "streams", "uploads"];

/** How many elements are gone through, looked at or measured by searches while `act` runs. */
async function workOf(act: () => Promise<void>): Promise<number> {
  let count = 0;
  const undo: (() => void)[] = [];
  const spy = (on: object, name: PropertyKey, work: (self: ParentNode, result: unknown) => number) => {
    const found = Object.getOwnPropertyDescriptor(on, name) as PropertyDescriptor;
    const key = found.get ? "get" : "value";
    const original = found[key];
    Object.defineProperty(on, name, {
      ...found,
      [key](this: ParentNode, ...given: unknown[]) {
        const result = Reflect.apply(original, this, given);
        count += work(this, result);
        return result;
      },
    });
    undo.push(() => Object.defineProperty(on, name, found));
  };
  const { querySelectorAll } = DocumentFragment.prototype;
  const allIn = (node: ParentNode): Element[] => {
    const type = node instanceof Element ? Element : DocumentFragment;
    return type === Element ? [...(node as Element).getElementsByTagName("*")] : [...querySelectorAll.call(node, "*")];
  };
  for (const type of [Element.prototype, DocumentFragment.prototype]) {
    spy(type, "querySelectorAll", (self) => allIn(self).length);
    spy(type, "querySelector", (self, found) => {
      const all = allIn(self);
      return found instanceof Element ? all.indexOf(found) + 1 : all.length;
    });
  }
  spy(Element.prototype, "getBoundingClientRect", () => 1);
  spy(Node.prototype, "isConnected", () => 1);
  try {
    await act();
  } finally {
    for (const each of undo) each();
  }
  return count;
}

describe("a turn of updates of <ws-chat>", () => {
  let chat: ChatHarness | undefined;
  afterEach(() => chat?.close());

  const all = (selector: string): number => chat?.element.shadowRoot?.querySelectorAll(selector).length ?? 0;
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await chat?.settled();
  };

  /** With every part that follows what happens: Markdown, quick replies, people and their marks, files. */
  async function open(messages: number): Promise<FakeClient> {
    chat?.close();
    const client = new FakeClient();
    const items = Array.from({ length: messages }, (_, at) =>
      at % 4 === 2
        ? client.item("Mine", { delivery: { state: "sent" }, seq: at + 1 })
        : client.item(`*${at}*`, { from: bot, format: "markdown", seq: at + 1, quickReplies: [{ text: "Yes" }] }),
    );
    client.set({ items, features, ...told(messages - 1) });
    chat = await ChatHarness.open({ uploads: true, url: nowhere }, client);
    await until(() => all(".drawn") === (messages / 4) * 3);
    await until(() => all(".read") + all(".people") + all(".attach") + all(".rail") === 4);
    await chat.settled();
    return client;
  }

  const told = (seq: number) => ({
    people: {
      "": { type: "presence", users: [me, bot], total: 2 },
      bot: { type: "read", user: "bot", seq },
    } as const,
  });

  const turns: Record<string, (client: FakeClient, messages: number) => Promise<void>> = {
    "somebody types": async (client) => {
      client.set({ typing: [bot] });
      await chat?.settled();
    },
    "somebody reads on": async (client, messages) => {
      client.set(told(messages));
      await chat?.settled();
    },
    "a piece of a reply comes": async (client) => {
      const reply = client.stream("*One*", { from: bot, format: "markdown" });
      await chat?.settled();
      reply.write(" two");
      await chat?.settled();
    },
  };
  for (const [name, turn] of Object.entries(turns)) {
    it(`costs as much with a thousand messages as with a few when ${name}`, async () => {
      const works: number[] = [];
      for (const messages of [68, 1_028]) {
        const client = await open(messages);
        works.push(await workOf(() => turn(client, messages)));
      }
      equal(works[1], works[0]);
    });
  }
});
