import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, me } from "./fake-client.ts";
import { reordering, translated, wrapping } from "./translators.ts";

for (const [way, translate] of Object.entries({
  "puts its own in the place of texts": wrapping,
  "takes lines apart and together again": reordering,
})) {
  describe(`<ws-chat> on a page whose translator ${way}`, () => {
    let chat: ChatHarness;
    let client: FakeClient;
    let stop: () => void;
    beforeEach(async () => {
      client = new FakeClient();
      chat = await ChatHarness.open({ heading: "The bakery" }, client);
      const { shadowRoot } = chat.element;
      if (!shadowRoot) throw new Error("no shadow root");
      stop = translate(shadowRoot);
      await chat.settled();
    });
    afterEach(() => {
      stop();
      chat.close();
    });

    const bubbles = () =>
      [...(chat.element.shadowRoot?.querySelectorAll("[part=bubble]") ?? [])].map((bubble) =>
        bubble.textContent?.trim(),
      );

    it("shows what is said, also as it changes", async () => {
      client.receive("Good morning");
      await chat.settled();
      const reply = client.stream("We bake ");
      for (const word of "at five in the morning".split(" ")) {
        reply.write(`${word} `);
        await chat.settled();
      }
      reply.end();
      await chat.settled();
      client.receive("See https://bread.example now");
      await chat.settled();
      client.receive("So **good**", { format: "markdown" });
      while (!chat.element.shadowRoot?.querySelector("strong")) await chat.settled();
      await chat.settled();
      equal(
        bubbles(),
        ["Good morning", "We bake at five in the morning", "See https://bread.example now", "So good"].map(translated),
      );
    });

    it("shows how one's own message fares", async () => {
      chat.element.send("Hello").catch(() => {});
      await chat.settled();
      ok(/sending/i.test(chat.text()), chat.text());
      client.refuse("m1", "invalid", "Too rude");
      await chat.settled();
      ok(/not sent.*retry.*discard.*too rude/i.test(chat.text()), chat.text());
      chat.get("button", /discard/i).click();
      await chat.settled();
      chat.element.send("Hi").catch(() => {});
      await chat.settled();
      client.store("m2");
      await chat.settled();
      ok(/sent/i.test(chat.text()) && !/sending/i.test(chat.text()), chat.text());
    });

    it("says how the link is, while it is", async () => {
      const down = Date.now() - 60_000;
      client.set({ status: { state: "waiting", downSince: down, retryAt: Date.now() + 60_000 } });
      await chat.settled();
      ok(/offline/i.test(chat.text()), chat.text());
      client.set({ pending: 2 });
      await chat.settled();
      ok(/2 messages/i.test(chat.text()), chat.text());
      client.set({ status: { state: "connecting", downSince: down } });
      await chat.settled();
      ok(/trying/i.test(chat.text()), chat.text());
      client.set({ status: { state: "online" }, pending: 0 });
      await chat.settled();
      equal(chat.all("button", /try now/i).length, 0);
    });

    it("says what it says in other words", async () => {
      client.receive("Good morning");
      await chat.settled();
      chat.element.strings = { you: "Du", someone: "Jemand", newMessages: (count) => `${count} neue` };
      chat.element.heading = "Die Bäckerei";
      await chat.settled();
      client.receive("Bread?");
      await chat.settled();
      ok(/die bäckerei/i.test(chat.text()), chat.text());
      equal(bubbles(), ["GOOD MORNING", "BREAD?"]);
    });

    it("does not undo what was done to a role, or to who is here", async () => {
      const baker = { id: "b", name: "Baker", role: "bot" };
      client.receive("Bread?", { from: baker });
      client.set({ people: { "": { type: "presence", users: [me, baker], total: 2 } } });
      while (!/BOT.*/.test(chat.text()) || !/Baker IS HERE/.test(chat.text())) await chat.settled();
      await chat.settled();
      let count = 0;
      const changes = new MutationObserver((records) => (count += records.length));
      changes.observe(chat.element.shadowRoot as ShadowRoot, { subtree: true, childList: true, characterData: true });
      for (let turn = 0; turn < 5; turn++) {
        chat.element.requestUpdate();
        await chat.settled();
      }
      changes.disconnect();
      equal(count, 0, "changes");
    });

    it("counts what comes below", async () => {
      client.show(...Array.from({ length: 40 }, (_, index) => client.item(`Line ${index}`)));
      await chat.settled();
      await chat.scrollTo(0);
      for (const count of [1, 2, 3]) {
        client.receive("More");
        await chat.settled();
        ok(chat.text().toLowerCase().includes(`${count} new`), `${count} new`);
      }
    });
  });
}
