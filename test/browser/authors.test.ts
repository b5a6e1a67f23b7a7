import type { Author } from "@ws-chat/protocol";
import { equal, ok } from "./assert.ts";
import { ChatHarness, wordsOf } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";

const picture = new URL("../../docs/images/conversation-light.png", import.meta.url).href;
const sent = { delivery: { state: "sent" } } as const;

describe("who writes in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(async () => {
    client = new FakeClient();
    chat = await ChatHarness.open({}, client);
  });
  afterEach(() => chat.close());

  const all = (part: string) => [
    ...(chat.element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~="${part}"]`) ?? []),
  ];
  const say = (text: string, from: Author) => client.receive(text, { from });
  const until = async (isTrue: () => unknown) => {
    do await chat.settled();
    while (!isTrue());
  };
  const rosa: Author = { id: "r", name: "Rosa Lindqvist", role: "operator", avatar: picture };
  const ben: Author = { id: "b", name: "Ben", role: "user" };

  it("is seen by a picture beside each group, and by initials where there is none", async () => {
    say("One", rosa);
    say("Two", rosa);
    client.show(client.item("Mine", sent));
    say("Three", ben);
    await until(() => all("avatar").length === 2);
    await until(() => all("avatar")[0]?.querySelector("img"));
    const [first, second] = all("avatar");
    equal([first?.textContent, second?.textContent], ["", "B"]);
    ok(first?.closest("[part~=message]")?.textContent?.includes("One"), "beside the first of the group");
    equal(first?.getBoundingClientRect().width, 32);
    const bubble = first?.parentElement?.querySelector("[part~=bubble]");
    ok((bubble?.getBoundingClientRect().left ?? 0) > (first?.getBoundingClientRect().right ?? 1), "beside the bubble");
  });

  it("is a name alone where nobody has a picture", async () => {
    say("One", { ...rosa, avatar: "" });
    say("Two", ben);
    await until(() => all("role").length);
    equal(all("avatar").length, 0);
  });

  it("is initials where the picture cannot be had, or has an address that is none of the web's", async () => {
    say("One", { ...rosa, avatar: new URL("none.png", import.meta.url).href });
    say("Two", { ...ben, avatar: "javascript:alert(1)" });
    say("Three", { id: "c", name: "山田 太郎", role: "user", avatar: "data:image/png;base64,AAAA" });
    say("Four", { id: "d", role: "user" });
    await until(() => all("avatar").length === 4);
    for (let turn = 0; turn < 20; turn++) await chat.settled();
    equal(
      all("avatar").map((face) => face.textContent),
      ["RL", "B", "山太", ""],
    );
    equal(all("avatar").flatMap((face) => [...face.querySelectorAll("img")]).length, 0);
  });

  it("keeps to the first of a group when older messages of the same author come before", async () => {
    const [older, newer] = [client.item("Older", { from: rosa }), client.item("Newer", { from: rosa })];
    client.show(newer);
    await until(() => all("avatar").length);
    client.older = [older];
    client.set({ history: "more" });
    await until(() => all("message").length === 2);
    await until(() => all("avatar").length === 1);
    ok(all("avatar")[0]?.parentElement?.textContent?.includes("Older"), "at the top of the group");
  });

  it("is called an operator or a bot, and by any other role as it stands", async () => {
    say("One", rosa);
    say("Two", { id: "x", name: "Echo", role: "bot" });
    say("Three", { id: "y", name: "Dana", role: "מנהלת <b>" });
    say("Four", ben);
    say("Five", { id: "z", role: "bot" });
    await until(() => all("role").length === 3);
    equal(
      all("role").map((role) => role.textContent),
      ["Operator", "Bot", "מנהלת <b>"],
    );
    ok(wordsOf(all("message")[0] ?? document.body).startsWith("Operator Rosa Lindqvist: One"), "and is read out so");
    ok(
      all("role").every((role) => role.matches("bdi")),
      "in their own direction",
    );
    ok(
      all("name").every((name) => name.querySelector("bdi[aria-hidden=true]")),
      "and so are the names",
    );
  });

  it("speaks the page's language", async () => {
    chat.element.lang = "de";
    say("One", rosa);
    await until(() => all("role")[0]?.textContent === "Support");
    chat.element.lang = "en";
    await until(() => all("role")[0]?.textContent === "Operator");
  });

  it("is nobody where the system speaks: one quiet line between the groups, that is read out without a name", async () => {
    say("One", rosa);
    say("Ben has joined", { id: "s", name: "System", role: "system", avatar: picture });
    say("Two", rosa);
    await until(() => all("system").length);
    const line = all("system").find((each) => each.role === "listitem");
    ok(line?.innerText.trim().startsWith("Ben has joined"), "its text first");
    ok(!all("name").some((name) => name.checkVisibility() && name.textContent?.includes("System")), "no name");
    const bubble = line?.querySelector("[part~=bubble]");
    ok(bubble && getComputedStyle(bubble).backgroundColor === "rgba(0, 0, 0, 0)", "no bubble");
    const box = bubble?.getBoundingClientRect();
    const middle = chat.scroller.getBoundingClientRect();
    ok(box && Math.abs((box.left + box.right) / 2 - (middle.left + middle.right) / 2) < 12, "in the middle");
    equal(all("avatar").length, 2);
    await until(() => chat.get("log").children.length === 3);
    equal(
      [...chat.get("log").children].map((said) => said.textContent),
      ["Rosa Lindqvist: One", "Ben has joined", "Rosa Lindqvist: Two"],
    );
  });

  it("is one who writes as a bot and another who speaks as the system, by the same id", async () => {
    const bot: Author = { id: "x", name: "Kiosk", role: "bot" };
    say("One", bot);
    say("The kiosk closes", { ...bot, role: "system" });
    say("Two", bot);
    await until(() => all("system").length);
    equal(all("name").filter((name) => name.checkVisibility()).length, 2);
    equal(
      all("message").map((line) => line.matches(".follows, .leads")),
      [false, false, false],
    );
  });

  it("stays beside what the page draws of a message itself", async () => {
    chat.element.renderMessage = ({ data }) =>
      data ? Object.assign(document.createElement("b"), { textContent: "A map" }) : undefined;
    client.receive("Here", { from: rosa, data: { map: true } });
    await until(() => all("avatar").length && chat.all("button", "Copy message").length);
    ok(all("bubble")[0]?.querySelector("b"), "the page's own drawing");
    client.set({});
    chat.element.strings = { copyMessage: "Copy this" };
    await until(() => chat.all("button", "Copy this").length);
    ok(all("bubble")[0]?.querySelector("b"), "still");
  });
});
