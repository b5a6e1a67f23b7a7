import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, rosa } from "./fake-client.ts";

describe("what messages in <ws-chat> have beside their text", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(async () => {
    client = new FakeClient();
    chat = await ChatHarness.open({}, client);
  });
  afterEach(() => chat.close());

  it("ends a running reply on demand, and then offers it no more", async () => {
    const reply = client.stream("Once upon");
    await chat.enriched();
    chat.get("button", "Stop").click();
    equal(client.calls.at(-1)?.split(" ")[0], "stop");
    reply.end();
    await chat.settled();
    equal(chat.all("button", "Stop").length, 0);
  });

  it("offers quick replies below the newest message alone, and sends what they stand for", async () => {
    const quickReplies = [{ text: "Yes", value: "yes, please" }, { text: "No" }];
    client.show(client.item("Shall I?", { from: rosa, quickReplies }));
    await chat.settled();
    await chat.settled();
    const visible = () =>
      chat.all("button").filter((button) => button.className === "chip" && button.checkVisibility());
    equal(
      visible().map((button) => button.textContent?.trim()),
      ["Yes", "No"],
    );
    visible()[0]?.click();
    equal(client.calls.at(-1), "send yes, please");
    await chat.settled();
    equal(visible().length, 0);
    ok(chat.lines().length > 1, "the answer is there");
  });
});
