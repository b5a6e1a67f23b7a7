import { ChatError } from "@ws-chat/client";
import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient } from "./fake-client.ts";
import { holding, text } from "./picked-files.ts";

describe("uploads of <ws-chat> that are interrupted", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(async () => {
    client = new FakeClient();
    client.set({ features: ["history", "streams", "uploads"], uploadBytes: 10_485_760 });
    chat = await ChatHarness.open({ uploads: true }, client);
    while (!chat.all("button", "Attach files").length) await chat.settled();
  });
  afterEach(() => {
    chat.close();
    sessionStorage.clear();
  });

  const all = <Found extends Element = HTMLElement>(selector: string): Found[] => [
    ...(chat.element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
  ];
  const notes = () => all(".notes > *").map((note) => note.textContent);

  async function pick(...files: File[]): Promise<void> {
    const [picker] = all<HTMLInputElement>("input");
    if (!picker) throw new Error("no picker");
    picker.files = holding(files).files;
    picker.dispatchEvent(new Event("change", { bubbles: true }));
    await chat.settled();
  }

  it("are tried again by themselves when the link is back, and the message that waits goes with them", async () => {
    await pick(text("a.txt"), text("b.txt"));
    client.uploads[1]?.fail(new ChatError("invalid", "Not this one."));
    await chat.type("See");
    await chat.press("Enter");
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
    client.uploads[0]?.fail(new ChatError("unavailable", "The connection was lost."));
    await chat.settled();
    equal(all(".note")[0]?.textContent, "Waiting for a connection");
    equal([all("[part~=failed]").length, notes()], [1, ["Will be sent when all files are uploaded."]]);
    equal(chat.all("button", "Retry a.txt").filter((button) => button.checkVisibility()).length, 0);
    ok(chat.get("button", "Cancel a.txt").checkVisibility(), "can be taken away");
    ok((chat.get("button", "Send") as HTMLButtonElement).disabled, "once is enough");
    client.set({ status: { state: "online" } });
    await chat.settled();
    equal(client.calls.filter((call) => call === "upload a.txt").length, 2);
    equal(client.drafts, []);
    client.uploads[2]?.finish();
    await chat.settled();
    const [draft] = client.drafts;
    equal(typeof draft === "object" && [draft.text, draft.attachments?.length], ["See", 1]);
    equal(
      [...chat.get("log").children].map((line) => line.textContent),
      [
        "Uploading: a.txt, b.txt",
        "b.txt: Not this one.",
        "Will be sent when all files are uploaded.",
        "Offline.",
        "Back online.",
      ],
    );
  });

  it("are tried once more by themselves when only then it shows that their connection was lost", async () => {
    const lost = new ChatError("unavailable", "The connection was lost.");
    await pick(text("a.txt"));
    await chat.type("See");
    await chat.press("Enter");
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
    await chat.settled();
    client.set({ status: { state: "online" } });
    await chat.settled();
    client.uploads[0]?.fail(lost);
    await chat.settled();
    equal([client.uploads.length, all("[part~=failed]").length], [2, 0]);
    client.uploads[1]?.fail(lost);
    await chat.settled();
    equal([client.uploads.length, all("[part~=failed]").length], [2, 1]);
    chat.get("button", "Retry a.txt").click();
    await chat.settled();
    client.uploads[2]?.finish();
    await chat.settled();
    equal(client.drafts.length, 1);
  });
});
