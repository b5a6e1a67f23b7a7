import { equal } from "./assert.ts";
import { ChatHarness, nowhere } from "./chat-harness.ts";
import { FakeClient, me } from "./fake-client.ts";
import { holding, photo, text } from "./picked-files.ts";

const features = ["history", "streams", "uploads"] as const;

describe("files that <ws-chat> keeps in the tab", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(() => open());
  afterEach(() => {
    chat.close();
    sessionStorage.clear();
  });

  /** As after a reload. */
  async function open(more: object = { features, uploadBytes: 10_485_760 }): Promise<void> {
    chat?.close();
    client = new FakeClient();
    client.set(more);
    chat = await ChatHarness.open({ uploads: true, url: nowhere }, client);
    if (client.getSnapshot().user) await offered();
  }

  async function offered(): Promise<void> {
    while (!chat.all("button", "Attach files").length) await chat.settled();
  }

  const all = <Found extends Element = HTMLElement>(selector: string): Found[] => [
    ...(chat.element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
  ];
  const names = () => all("[part~=upload] bdi").map((name) => name.textContent);

  async function pick(...files: File[]): Promise<void> {
    const [picker] = all<HTMLInputElement>("input");
    if (!picker) throw new Error("no picker");
    picker.files = holding(files).files;
    picker.dispatchEvent(new Event("change", { bubbles: true }));
    await chat.settled();
  }

  it("keeps what the server has with the draft, in the tab", async () => {
    await open();
    await pick(text("a.txt"), await photo("b.png"), text("c.txt"));
    client.uploads[0]?.finish();
    client.uploads[1]?.finish();
    await chat.settled();
    await open();
    equal(names(), ["a.txt", "b.png"]);
    chat.element.focus();
    await chat.press("Enter");
    const [draft] = client.drafts;
    equal(typeof draft === "object" && draft.attachments?.map(({ name }) => name), ["a.txt", "b.png"]);
    equal(
      Object.keys(sessionStorage).filter((key) => key.includes("files")),
      [],
    );
    await open();
    equal(names(), []);
  });

  it("shows and sends what is kept to nobody but who put it there, and to them again", async () => {
    await open();
    await pick(text("mine.txt"));
    client.uploads[0]?.finish();
    await chat.settled();
    // As after a reload: the server has yet to say who is here.
    await open({ user: undefined, features: [] });
    client.set({ user: { id: "v:other", role: "visitor" }, features });
    await offered();
    equal(names(), []);
    await chat.type("Hello");
    await chat.press("Enter");
    equal(client.drafts, ["Hello"]);
    await pick(text("theirs.txt"));
    client.uploads[0]?.finish();
    await chat.settled();
    await open({ user: undefined, features: [] });
    client.set({ user: me, features });
    await offered();
    equal(names(), ["mine.txt"]);
  });

  it("shows nothing that a tab's memory holds of anything else", async () => {
    const file = { url: "./uploads/a.txt", name: "a.txt", type: "text/plain", size: 5 };
    const cases = { [JSON.stringify([file])]: ["a.txt"], '{"not":"a list"}': [], "{": [] };
    for (const [kept, shown] of Object.entries(cases)) {
      sessionStorage[`ws-chat files ${nowhere}  ${me.id}`] = kept;
      await open();
      equal(names(), shown);
    }
  });
});
