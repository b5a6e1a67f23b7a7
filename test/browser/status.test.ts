import type { Status } from "@ws-chat/client";
import { equal, ok } from "./assert.ts";
import { ChatHarness, wordsOf } from "./chat-harness.ts";

describe("the status line of <ws-chat>", () => {
  let chat: ChatHarness;
  beforeEach(async () => {
    chat = await ChatHarness.open();
  });
  afterEach(() => chat.close());

  const line = () => {
    const element = chat.element.shadowRoot?.querySelector("[part=status]");
    return element ? wordsOf(element) : undefined;
  };
  const show = async (status: Status, pending = 0) => {
    chat.client.set({ status, pending });
    await chat.settled();
    return line();
  };
  const states = () =>
    ["connecting", "online", "offline", "stopped", "streaming", "empty"].filter((name) =>
      chat.element.matches(`:state(${name})`),
    );

  it("is not there while all is well", async () => {
    equal(line(), undefined);
    equal(states(), ["online", "empty"]);
  });

  it("is silent about the first two seconds of an interruption, then speaks by itself", async () => {
    const downSince = Date.now() - 1_700;
    equal(await show({ state: "connecting", downSince }), undefined);
    equal(states(), ["connecting", "empty"]);
    while (line() === undefined) await new Promise(requestAnimationFrame);
    ok(Date.now() - downSince >= 2_000, "two seconds have passed");
    equal(line(), "Offline. Trying …");
    equal(states(), ["offline", "empty"]);
  });

  it("is silent for longer about the first link, which a slow network takes its time for", async () => {
    chat.client.set({ user: undefined });
    const downSince = Date.now() - 4_700;
    equal(await show({ state: "connecting", downSince }), undefined);
    while (line() === undefined) await new Promise(requestAnimationFrame);
    ok(Date.now() - downSince >= 5_000, "five seconds have passed");
    equal(line(), "Offline. Trying …");
  });

  it("says how many messages wait and when the next try is, and counts down", async () => {
    const status: Status = { state: "waiting", downSince: 0, retryAt: Date.now() + 59_950 };
    /** The line without its number, which may be another already on a busy machine. */
    const words = (text: string | undefined) => text?.replace(/\d+ s/, "… s");
    const seconds = () => Number(/(\d+) s/.exec(line() ?? "")?.[1]);
    equal(
      words(await show(status, 3)),
      "Offline. 3 messages will be sent when you are back. Next try in … s · Try now",
    );
    equal(words(await show(status, 1)), "Offline. 1 message will be sent when you are back. Next try in … s · Try now");
    const first = seconds();
    ok(first > 50 && first <= 60, `${first} s`);
    while (seconds() === first) await new Promise(requestAnimationFrame);
    ok(seconds() < first, `${seconds()} s after ${first} s`);
    equal(words(line()), "Offline. 1 message will be sent when you are back. Next try in … s · Try now");
  });

  it("tries at once when asked to", async () => {
    await show({ state: "waiting", downSince: 0, retryAt: Date.now() + 9_000 });
    chat.get("button", "Try now").click();
    equal(chat.client.calls, ["connect"]);
  });

  it("goes away with the interruption", async () => {
    await show({ state: "waiting", downSince: 0, retryAt: Date.now() + 9_000 });
    equal(await show({ state: "online" }), undefined);
    equal(states(), ["online", "empty"]);
  });

  it("says what happened when the server refused, and offers to try again", async () => {
    equal(
      await show({ state: "stopped", code: 4403, message: "room or origin not allowed" }),
      "Disconnected: \u2068room or origin not allowed\u2069. Try now",
    );
    equal(states(), ["stopped", "empty"]);
    chat.get("button", "Try now").click();
    equal(chat.client.calls, ["connect"]);
  });

  it("says after disconnect() that messages wait, once there are any", async () => {
    equal(await show({ state: "idle" }), undefined);
    equal(await show({ state: "idle" }, 1), "Offline. 1 message will be sent when you are back. Try now");
  });

  it("warns that unsent messages live in this page only, where nothing can be stored", async () => {
    chat.client.set({ storage: "unavailable" });
    const text = await show({ state: "waiting", downSince: 0, retryAt: Date.now() + 900 }, 2);
    ok(text?.includes("Keep this page open until then."), String(text));
  });

  it("leaves the field usable", async () => {
    await show({ state: "waiting", downSince: 0, retryAt: Date.now() + 9_000 });
    ok(!chat.field.disabled, "the field is open");
  });

  it("has states for streaming and for emptiness beside those of the link", async () => {
    const reply = chat.client.stream("Once");
    await chat.settled();
    equal(states(), ["online", "streaming"]);
    reply.end();
    await chat.settled();
    equal(states(), ["online"]);
  });
});
