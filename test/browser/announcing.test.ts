import { equal } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

describe("what <ws-chat> reads out", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  let said: string[];
  const open = async () => {
    chat = await ChatHarness.open({}, client);
    said = [];
    new MutationObserver((records) => {
      for (const { addedNodes } of records) said.push(...[...addedNodes].map((node) => node.textContent ?? ""));
    }).observe(chat.get("log"), { childList: true, subtree: true, characterData: true });
  };
  beforeEach(async () => {
    client = new FakeClient();
    await open();
  });
  afterEach(() => chat.close());

  const heard = async () => {
    await chat.settled();
    return said;
  };
  const waiting = (pending: number, retryInMs = 9_000) =>
    client.set({ pending, status: { state: "waiting", downSince: 0, retryAt: Date.now() + retryInMs } });

  it("is a message of somebody else, once, with its author, politely", async () => {
    client.receive("Hello");
    client.receive("there");
    client.show(client.item("a render between"));
    await chat.settled();
    equal(await heard(), ["Rosa: Hello", "Rosa: there"]);
    equal(chat.get("log").getAttribute("aria-live"), "polite");
    equal(chat.element.shadowRoot?.querySelectorAll("[aria-live], [role=alert], [role=status], [role=log]").length, 1);
  });

  it("is all of many messages at once, of which the newest stay for a while", async () => {
    const texts = Array.from({ length: 30 }, (_, at) => `Line ${at}`);
    for (const text of texts) client.receive(text);
    equal(
      await heard(),
      texts.map((text) => `Rosa: ${text}`),
    );
    const kept = [...chat.get("log").children].map((line) => line.textContent);
    equal(
      kept,
      texts.slice(-20).map((text) => `Rosa: ${text}`),
    );
  });

  it("is nowhere to be met some time after it was said", async () => {
    const { setTimeout } = globalThis;
    const due: (() => void)[] = [];
    globalThis.setTimeout = ((act: () => void, ms?: number) =>
      ms === 5_000 ? due.push(act) : setTimeout(act, ms)) as typeof setTimeout;
    const lines = () => [...chat.get("log").children].map((line) => line.textContent);
    try {
      client.receive("One");
      await heard();
      client.receive("Two");
      await heard();
      equal([due.length, lines()], [1, ["Rosa: One", "Rosa: Two"]]);
      due.shift()?.();
      equal([due.length, lines()], [1, ["Rosa: Two"]]);
      due.shift()?.();
      equal([due.length, lines()], [0, []]);
      client.receive("Three");
      await heard();
      equal([due.length, lines()], [1, ["Rosa: Three"]]);
    } finally {
      globalThis.setTimeout = setTimeout;
    }
  });

  it("is a streamed reply once, at its end", async () => {
    const reply = client.stream("One");
    reply.write(" two");
    await chat.settled();
    equal(await heard(), []);
    reply.end();
    client.set({});
    equal(await heard(), ["Rosa: One two"]);
  });

  it("is nothing of history", async () => {
    client.older = [client.item("Old")];
    client.set({ history: "more" });
    client.show(client.item("Also old"));
    equal(await heard(), []);
  });

  it("is nothing of one's own", async () => {
    await chat.type("mine");
    await chat.press("Enter");
    client.store(client.getSnapshot().items[0]?.key ?? "");
    equal(await heard(), []);
  });

  it("is the reason why a message was not sent", async () => {
    await chat.type("mine");
    await chat.press("Enter");
    client.refuse(client.getSnapshot().items[0]?.key ?? "", "forbidden", "The room is closed.");
    equal(await heard(), ["Not sent. The room is closed."]);
  });

  it("is nothing of what the visitor has taken back", async () => {
    await chat.type("mine");
    await chat.press("Enter");
    client.refuse(client.getSnapshot().items[0]?.key ?? "", "discarded", "The message was discarded.");
    equal(await heard(), []);
  });

  it("is the loss of the link once, not each second of waiting, and its return", async () => {
    waiting(2, 9_000);
    await chat.settled();
    waiting(2, 8_000);
    await chat.settled();
    waiting(2, 7_000);
    await chat.settled();
    client.set({ pending: 0, status: { state: "online" } });
    equal(await heard(), ["Offline. 2 messages will be sent when you are back.", "Back online."]);
  });

  it("is what waits for the link, as it is written", async () => {
    waiting(0);
    await chat.settled();
    for (const text of ["one", "two"]) {
      await chat.type(text);
      await chat.press("Enter");
    }
    waiting(2, 3_000);
    equal(await heard(), [
      "Offline.",
      "Offline. 1 message will be sent when you are back.",
      "Offline. 2 messages will be sent when you are back.",
    ]);
  });

  it("is not an interruption that nobody was told of", async () => {
    client.set({ status: { state: "connecting", downSince: Date.now() } });
    await chat.settled();
    client.set({ status: { state: "online" } });
    equal(await heard(), []);
  });

  it("is that the server has refused", async () => {
    client.set({ status: { state: "stopped", code: 4401, message: "sign-in missing or refused" } });
    equal(await heard(), ["Disconnected: \u2068sign-in missing or refused\u2069."]);
  });
});
