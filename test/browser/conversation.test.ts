import { equal, near, ok } from "./assert.ts";
import { ChatHarness, wordsOf } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

const sent = { delivery: { state: "sent" } } as const;
const minute = 60_000;
/** Early afternoon, in this machine's own zone. */
const noon = new Date(2026, 4, 20, 14, 5).getTime();
/** One of whom no more is said than her name. */
const ofRosa = { from: { id: "rosa", name: "Rosa", role: "user" } };

describe("the conversation in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  const open = async (given: Parameters<typeof ChatHarness.open>[0] = {}) => {
    chat = await ChatHarness.open(given, client);
  };
  beforeEach(async () => {
    document.documentElement.lang = "en-GB";
    client = new FakeClient();
    await open();
  });
  afterEach(() => chat.close());

  const shown = async () => {
    await chat.settled();
    return chat.text();
  };
  /** What is seen, not what is said: names, texts and times in the order of the page. */
  const seen = () =>
    [
      ...(chat.element.shadowRoot?.querySelectorAll("[part=name], [part=bubble], [part~=foot] > [aria-hidden]") ?? []),
    ].map((element) => element.textContent?.trim());

  it("greets in the middle while it is empty", async () => {
    chat.element.heading = "Rosa's bakery";
    chat.element.greeting = "Ask about bread.";
    await chat.settled();
    equal(chat.get("heading").textContent, "Rosa's bakery");
    ok(chat.text().includes("Ask about bread."), chat.text());
    equal(chat.get("region").getAttribute("aria-label"), "Rosa's bakery");
    client.receive("Hello");
    ok(!(await shown()).includes("Ask about bread."), "the greeting has gone");
    equal(chat.get("heading").textContent, "Rosa's bakery");
  });

  it("is never a blank box", async () => {
    ok(chat.text().includes("Write a message"), chat.text());
  });

  it("is a list of messages, each with its author and time in words", async () => {
    chat.close();
    client = new FakeClient(noon);
    client.show(client.item("Hi", sent), client.item("Hello", ofRosa));
    await open();
    const [, first, second] = chat.lines();
    equal(first, "You : Hi 20 May 2026, 14:05".replace(" :", ":"));
    equal(second, "Rosa: Hello 20 May 2026, 14:05");
    equal(chat.all("list").length, 1);
  });

  it("writes the hour as the reader's language does", async () => {
    chat.close();
    client = new FakeClient(new Date(2026, 4, 20, 9, 5).getTime());
    client.show(client.item("Hello"));
    for (const [lang, time] of Object.entries({ "en-US": "9:05 AM", "en-GB": "09:05", de: "09:05", es: "9:05" })) {
      document.documentElement.lang = lang;
      await open();
      equal(seen().at(-1)?.replaceAll(/\s/g, " "), time);
      chat.close();
    }
  });

  it("gathers what one author writes within five minutes: one name above, one time below", async () => {
    chat.close();
    client = new FakeClient(noon);
    client.show(client.item("One", ofRosa), client.item("Two", ofRosa));
    client.wait(6 * minute);
    client.show(client.item("Three", ofRosa), client.item("Mine", sent), client.item("Four", ofRosa));
    client.show(client.item("Five", { from: { id: "guest", name: "Guest", role: "visitor" } }));
    await open();
    equal(seen(), [
      "Rosa",
      "One",
      "Two",
      "14:05",
      "Rosa",
      "Three",
      "14:11",
      "Mine",
      "14:11",
      "Rosa",
      "Four",
      "14:11",
      "Guest",
      "Five",
      "14:11",
    ]);
  });

  it("draws a line between days and names them as people do", async () => {
    chat.close();
    const midnight = new Date().setHours(0, 0, 0, 0);
    client = new FakeClient(new Date(2020, 11, 24, 18).getTime());
    client.show(client.item("Old"));
    const at = (ts: number) => client.item("x", { ts, ...sent });
    client.show(at(midnight - 12 * 60 * minute), at(midnight + 1), at(midnight + 2));
    await open();
    const days = chat.all("listitem").filter((line) => line.part.contains("day"));
    equal(days.map(wordsOf), ["Thursday, 24 December 2020", "yesterday", "today"]);
    const { left, width } = chat.scroller.getBoundingClientRect();
    for (const day of days) {
      const range = document.createRange();
      range.selectNodeContents(day);
      const text = range.getBoundingClientRect();
      near(text.left + text.width / 2, left + width / 2, "middle of the line", 8);
    }
  });

  it("draws no line above a day that has only begun today", async () => {
    client.receive("Hello");
    await chat.settled();
    equal(chat.all("listitem").length, 1);
  });

  it("says times in the page's language", async () => {
    chat.close();
    document.documentElement.lang = "de";
    client = new FakeClient(noon);
    client.show(client.item("Hallo"));
    await open();
    equal(chat.lines()[0], "Mittwoch, 20. Mai 2026");
    ok(chat.lines()[1]?.endsWith("20.05.2026, 14:05"), chat.lines().join());
  });

  it("shows how the newest of one's own messages fares, and no other", async () => {
    client.show(client.item("Old", sent));
    client.wait(10 * minute);
    await shown();
    equal(stateWords(), ["Sent"]);
    client.set({ status: { state: "waiting", downSince: Date.now(), retryAt: Date.now() + 5_000 } });
    void chat.element.send("New");
    await chat.settled();
    equal(stateWords(), ["Waiting"]);
    const key = client.getSnapshot().items.at(-1)?.key ?? "";
    client.store(key);
    await chat.settled();
    equal(stateWords(), ["Sent"]);
  });
  const stateWords = () =>
    [...(chat.element.shadowRoot?.querySelectorAll("[part=state]") ?? [])].map((element) => wordsOf(element));

  it("says what was not sent and why, and offers to retry or discard it", async () => {
    chat.element.send("Poem, please").catch(() => {});
    const { key } = client.getSnapshot().items[0] ?? { key: "" };
    client.refuse(key, "forbidden", "This room takes no messages.");
    await chat.settled();
    const [line] = chat.lines();
    ok(line?.includes("Not sent · Retry · Discard This room takes no messages."), chat.lines().join());
    chat.get("button", "Retry").click();
    chat.get("button", "Discard").click();
    await chat.settled();
    equal(client.calls.slice(1), [`retry ${key}`, `discard ${key}`]);
    equal(chat.lines(), []);
  });

  it("offers no retry that cannot help", async () => {
    chat.element.send("x").catch(() => {});
    client.refuse(client.getSnapshot().items[0]?.key ?? "", "too-long", "Too long.", false);
    await chat.settled();
    equal(chat.all("button", "Retry").length, 0);
    equal(chat.all("button", "Discard").length, 1);
  });

  describe("leaves the keyboard in the conversation when the button under it goes away", () => {
    const focusOn = (name: string): HTMLElement => {
      const button = chat.get("button", name);
      button.focus();
      return button;
    };
    const offerReplies = async (): Promise<void> => {
      client.show(client.item("Which?", { quickReplies: [{ text: "Red" }, { text: "Blue" }] }));
      while (!chat.all("button", "Blue").length) await chat.settled();
    };
    const cases: Record<string, () => Promise<void>> = {
      "Discard, used": async () => {
        chat.element.send("x").catch(() => {});
        client.refuse(client.getSnapshot().items[0]?.key ?? "", "forbidden", "No.");
        await chat.settled();
        focusOn("Discard");
        await chat.press("Enter");
      },
      "Stop, as the reply ends": async () => {
        const reply = client.stream("Once upon");
        await chat.enriched();
        focusOn("Stop");
        reply.end();
      },
      "a quick reply, chosen": async () => {
        await offerReplies();
        focusOn("Blue");
        await chat.press("Enter");
      },
      "a quick reply, as somebody else writes": async () => {
        await offerReplies();
        focusOn("Red");
        client.receive("Never mind");
      },
      "Try now, as the link tries by itself": async () => {
        client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
        await chat.settled();
        focusOn("Try now");
        client.set({ status: { state: "connecting", downSince: 0 } });
      },
    };
    for (const [name, act] of Object.entries(cases)) {
      it(`stays in the conversation after ${name}`, async () => {
        await act();
        await chat.settled();
        ok(chat.element.shadowRoot?.activeElement === chat.scroller, "focus is on what scrolls");
      });
    }

    it("and where it is, while the button stays", async () => {
      const reply = client.stream("Once upon");
      await chat.enriched();
      const stop = focusOn("Stop");
      reply.write(" a time");
      await chat.settled();
      ok(chat.element.shadowRoot?.activeElement === stop, "focus is on the button");
    });
  });

  it("shows an answer that did not come, and asks for it again", async () => {
    const item = client.receive("", { status: "no-reply" });
    ok((await shown()).includes("No reply came."), chat.text());
    chat.get("button", "Retry").click();
    equal(client.calls, [`retry ${item.message.id}`]);
  });

  it("marks what was interrupted and what was cut", async () => {
    client.receive("It begins", { status: "interrupted" });
    client.receive("Very long", { status: "cut" });
    const text = await shown();
    ok(text.includes("Interrupted") && text.includes("Shortened"), text);
  });

  it("shows who is typing", async () => {
    client.set({ typing: [{ id: "rosa", name: "Rosa", role: "operator" }] });
    ok((await shown()).includes("Rosa is typing"), chat.text());
    client.set({ typing: [] });
    ok(!(await shown()).includes("typing"), chat.text());
  });

  it("shows a gap as a gap", async () => {
    client.show(client.item("Before"), { type: "gap", key: "gap" }, client.item("After"));
    await chat.settled();
    ok(chat.lines()[1]?.includes("Some messages are no longer available"), chat.lines().join());
  });

  it("is full-width in a chat of any width, from 320 pixels on, and nothing sticks out", async () => {
    client.show(
      client.item("Donaudampfschifffahrtsgesellschaft".repeat(9)),
      client.item("https://example.com/".repeat(9), sent),
    );
    for (const width of [320, 480, 1_200]) {
      chat.element.style.width = `${width}px`;
      await chat.settled();
      ok(chat.scroller.scrollWidth <= chat.scroller.clientWidth, `fits ${width}`);
    }
  });

  it("shows one to three emoji large and without a bubble", async () => {
    for (const text of ["👍", "👩‍👩‍👧‍👦🏳️‍🌈", "🇩🇪❤️1️⃣", "👍👍👍👍", "1", "ok 👍"]) client.show(client.item(text));
    await chat.settled();
    const large = chat
      .all("listitem")
      .map((line) => getComputedStyle(line.querySelector("[part=bubble]") ?? line).fontSize === "40px");
    equal(large, [true, true, true, false, false, false]);
  });
});
