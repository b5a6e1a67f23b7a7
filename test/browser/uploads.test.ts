import { ChatError } from "@ws-chat/client";
import { equal, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { type FakeUpload, FakeClient, me } from "./fake-client.ts";
import { holding, photo, text } from "./picked-files.ts";

const features = ["history", "streams", "uploads"];

describe("<ws-chat> with uploads", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(() => open());
  afterEach(() => {
    chat.close();
    sessionStorage.clear();
  });

  async function open(given: object = {}, more: object = { features, uploadBytes: 10_485_760 }): Promise<void> {
    chat?.close();
    client = new FakeClient();
    client.set(more);
    chat = await ChatHarness.open({ uploads: true, ...given }, client);
    await until(() => all(".attach").length);
  }

  async function until(isSo: () => unknown): Promise<void> {
    while (!isSo()) await chat.settled();
  }

  const all = <Found extends Element = HTMLElement>(selector: string): Found[] => [
    ...(chat.element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
  ];
  const names = () => all("[part~=upload] bdi").map((name) => name.textContent);
  const notes = () => all(".notes > *").map((note) => note.textContent);
  const said = () => [...chat.get("log").children].map((line) => line.textContent);
  const send = () => chat.get("button", "Send") as HTMLButtonElement;
  const uploadAt = (index: number) => client.uploads[index] as FakeUpload;

  async function pick(...files: File[]): Promise<void> {
    const [picker] = all<HTMLInputElement>("input");
    if (!picker) throw new Error("no picker");
    picker.files = holding(files).files;
    picker.dispatchEvent(new Event("change", { bubbles: true }));
    await chat.settled();
  }

  async function paste(files: readonly File[], plain = ""): Promise<ClipboardEvent> {
    const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, composed: true });
    // What a script makes has no files of its own in every engine.
    Object.defineProperty(event, "clipboardData", { value: holding(files, plain) });
    chat.field.dispatchEvent(event);
    await chat.settled();
    return event;
  }

  async function drag(type: string, files: readonly File[], more: DragEventInit = {}): Promise<DragEvent> {
    const event = new DragEvent(type, { bubbles: true, cancelable: true, composed: true, ...more });
    Object.defineProperty(event, "dataTransfer", { value: holding(files) });
    chat.scroller.dispatchEvent(event);
    await chat.settled();
    return event;
  }

  async function finish(index: number): Promise<void> {
    uploadAt(index).finish();
    await chat.settled();
  }

  it("offers them where the server takes them, and nowhere else", async () => {
    ok(chat.get("button", "Attach files").checkVisibility(), "the button");
    client.set({ features: [] });
    await chat.settled();
    equal(chat.all("button", "Attach files").length, 0);
    client.set({ features });
    await chat.settled();
    equal(chat.all("button", "Attach files").length, 1);
    chat.element.uploads = false;
    await chat.settled();
    equal(chat.all("button", "Attach files").length, 0);
    const pasted = await paste([text("a.txt")]);
    ok(!pasted.defaultPrevented, "pasting is the page's");
    ok(!(await drag("dragover", [text("a.txt")])).defaultPrevented, "and so is dropping");
  });

  it("opens the browser's own picker, for several files of the kinds that the page wants", async () => {
    const [picker] = all<HTMLInputElement>("input");
    ok(picker, "a picker");
    let accepted: string | undefined;
    picker.addEventListener("click", (event) => {
      event.preventDefault();
      accepted = picker.accept;
    });
    chat.element.accept = "image/*,.pdf";
    chat.get("button", "Attach files").click();
    equal([picker.type, picker.multiple, accepted], ["file", true, "image/*,.pdf"]);
    await pick(text("a.txt"), new File(["x"], "B.PDF"), new File(["x"], "c.png", { type: "image/png" }));
    equal(names(), ["B.PDF", "c.png"]);
    equal(notes(), ["\u2068a.txt\u2069 is of a kind that is not taken here."]);
  });

  it("shows each at once, how far it is, and sends it with the text", async () => {
    await pick(text("a.txt", "x".repeat(12_000)));
    equal(client.calls.at(-1), "upload a.txt");
    const bar = chat.get("progressbar", "a.txt") as HTMLProgressElement;
    equal(bar.value, 0);
    uploadAt(0).onProgress(0.4);
    await chat.settled();
    equal([bar.value, all(".note")[0]?.textContent], [0.4, "12 kB"]);
    await finish(0);
    ok(!bar.checkVisibility(), "done");
    await chat.type("Here");
    await chat.press("Enter");
    const attachment = { url: "./uploads/a.txt", name: "a.txt", type: "text/plain", size: 12_000 };
    equal(client.drafts, [{ text: "Here", attachments: [attachment] }]);
    equal([names(), chat.field.value], [[], ""]);
    equal(said(), ["Uploading: a.txt", "Uploaded: a.txt"]);
    await until(() => chat.all("link", /a\.txt/).length);
  });

  it("sends files without a text", async () => {
    ok(send().disabled, "nothing to send");
    await pick(text("a.txt"));
    ok(!send().disabled, "a file");
    await finish(0);
    await chat.type("x");
    chat.field.value = "";
    chat.field.dispatchEvent(new Event("input"));
    await chat.settled();
    ok(!send().disabled, "the file is still there");
    send().click();
    equal(client.drafts.length, 1);
    await chat.settled();
    ok(send().disabled, "nothing more");
  });

  it("sends a message that was sent early when its files are there, all of them, in order", async () => {
    await pick(text("a.txt"), text("b.txt"), text("c.txt"));
    equal(client.uploads.length, 2, "at a time");
    await chat.type("All");
    await chat.press("Enter");
    equal(client.drafts, []);
    equal(notes(), ["Will be sent when all files are uploaded."]);
    ok(send().disabled, "once is enough");
    await chat.press("Enter");
    await finish(1);
    await finish(0);
    await chat.type(" of them");
    equal(client.drafts, []);
    await finish(2);
    const [draft] = client.drafts;
    ok(typeof draft === "object", "sent");
    equal([draft.text, draft.attachments?.map(({ name }) => name)], ["All of them", ["a.txt", "b.txt", "c.txt"]]);
    equal([client.drafts.length, notes(), chat.field.value], [1, [], ""]);
  });

  it("keeps a message back whose file is cancelled, or lost, until it is sent again", async () => {
    await pick(text("a.txt"), text("b.txt"));
    await chat.type("Both");
    await chat.press("Enter");
    chat.get("button", "Cancel b.txt").click();
    ok(uploadAt(1).signal?.aborted, "cancelled");
    await finish(0);
    equal([client.drafts, names()], [[], ["a.txt"]]);
    await pick(text("c.txt"));
    await chat.press("Enter");
    uploadAt(2).fail(new ChatError("unavailable", "The connection was lost."));
    await chat.settled();
    equal([client.drafts, all(".note").at(-1)?.textContent], [[], "Not uploaded"]);
    equal([notes(), send().disabled], [["Will be sent when all files are uploaded."], false]);
    // To send it again is to try again.
    await chat.press("Enter");
    equal(client.uploads.length, 4);
    await finish(3);
    equal(client.drafts.length, 1);
  });

  it("tries again on demand, and leaves the focus there", async () => {
    await pick(text("a.txt"));
    equal(chat.all("button", "Retry a.txt").filter((button) => button.checkVisibility()).length, 0);
    uploadAt(0).fail(new ChatError("unavailable", "The connection was lost."));
    await chat.settled();
    const retry = chat.get("button", "Retry a.txt");
    ok(retry.checkVisibility(), "offered");
    retry.focus();
    retry.click();
    await chat.settled();
    equal(chat.element.shadowRoot?.activeElement?.getAttribute("aria-label"), "Cancel a.txt");
    await finish(1);
    equal(all("[part~=failed]").length, 0);
    equal(said(), ["Uploading: a.txt", "a.txt: Not uploaded", "Uploading: a.txt", "Uploaded: a.txt"]);
  });

  it("says in the server's words why it takes one not, and sends the rest without it", async () => {
    await pick(text("a.exe"), text("b.txt"));
    uploadAt(0).fail(new ChatError("invalid", "Programs are not taken here."));
    await finish(1);
    equal(all(".note")[0]?.textContent, "Programs are not taken here.");
    equal(chat.all("button", "Retry a.exe").filter((button) => button.checkVisibility()).length, 0);
    await chat.press("Enter");
    const [draft] = client.drafts;
    equal(typeof draft === "object" && draft.attachments?.map(({ name }) => name), ["b.txt"]);
    equal(names(), []);
  });

  it("refuses what is too big, empty or too much, and says which and what the limit is", async () => {
    client.set({ uploadBytes: 2_500_000 });
    await pick(text("big.txt", "x".repeat(2_500_001)), text("none.txt", ""), text("ok.txt"));
    equal(notes(), ["\u2068big.txt\u2069 is too big. Files may have up to 2.5 MB.", "\u2068none.txt\u2069 is empty."]);
    equal([names(), said().slice(0, 2)], [["ok.txt"], notes()]);
    const [note] = all(".notes > *");
    client.set({ typing: [me] });
    await chat.settled();
    ok(note?.isConnected, "with what is selected in it");
    await pick(...Array.from({ length: 12 }, (_, index) => text(`${index}.txt`)));
    equal(notes(), ["A message takes up to 10 files."]);
    equal(names().length, 10);
  });

  it("takes what is pasted, and leaves text alone", async () => {
    const pasted = await paste([await photo("image.png")]);
    ok(pasted.defaultPrevented, "taken");
    equal(names(), ["image.png"]);
    // A word processor gives a picture of the text with it.
    const words = await paste([await photo()], "some words");
    ok(!words.defaultPrevented, "text");
    // A file manager gives the file's name.
    await paste([text("report.txt")], "report.txt");
    equal(names(), ["image.png", "report.txt"]);
  });

  it("takes what is dropped anywhere on it, with a hint while it is held above", async () => {
    const hint = () => all("[part=drop]")[0];
    const inside = { clientX: 40, clientY: 40 };
    ok((await drag("dragenter", [text("a.txt")], inside)).defaultPrevented, "taken");
    ok((await drag("dragover", [text("a.txt")], inside)).defaultPrevented, "taken");
    ok(hint()?.checkVisibility() && hint()?.textContent === "Drop files here", "the hint");
    const { right } = chat.element.getBoundingClientRect();
    await drag("dragleave", [text("a.txt")], inside);
    ok(hint()?.checkVisibility(), "from one element to the next");
    await drag("dragleave", [text("a.txt")], { clientX: right + 40, clientY: 40 });
    ok(!hint()?.checkVisibility(), "gone");
    ok(!(await drag("dragover", [])).defaultPrevented, "what is no file");
    await drag("dragover", [text("a.txt")]);
    await drag("drop", [text("a.txt"), text("b.txt")]);
    ok(!hint()?.checkVisibility(), "dropped");
    equal(names(), ["a.txt", "b.txt"]);
  });

  it("shows pictures small, without an address of their own", async () => {
    await pick(await photo());
    await until(() => all("canvas").length);
    equal(all("img, [src]").length, 0);
    await pick(
      new File(["<svg/>"], "x.svg", { type: "image/svg+xml" }),
      new File(["x"], "bad.png", { type: "image/png" }),
    );
    await chat.settled();
    equal(all("canvas").length, 1);
  });

  it("is used by the keyboard alone, and leaves the focus where more can be done", async () => {
    await pick(text("a.txt"), text("b.txt"), text("c.txt"));
    const focused = () => chat.element.shadowRoot?.activeElement;
    ok(focused() === chat.field, "in the field, after picking");
    chat.get("button", "Cancel b.txt").focus();
    await chat.press("Enter");
    equal(focused()?.getAttribute("aria-label"), "Cancel c.txt");
    await chat.press("Enter");
    equal(focused()?.getAttribute("aria-label"), "Cancel a.txt");
    await chat.press("Enter");
    equal([focused() === chat.field, names()], [true, []]);
  });

  it("leaves the focus in the field, also after a button that can do no more", async () => {
    const focused = () => chat.element.shadowRoot?.activeElement;
    await pick(text("a.txt"));
    send().focus();
    await chat.press("Enter");
    ok(focused() === chat.field, "while the message waits");
    uploadAt(0).finish();
    await until(() => !names().length);
    await pick(text("b.txt"));
    await finish(1);
    send().focus();
    await chat.press("Enter");
    await until(() => !names().length);
    ok(focused() === chat.field, "once it is sent");
  });

  it("lets the page keep text and files, when it cancels their sending", async () => {
    const seen: unknown[] = [];
    chat.element.addEventListener("ws-chat-send", (event) => {
      seen.push([event.text, event.attachments?.map(({ name }) => name)]);
      event.preventDefault();
    });
    await pick(text("a.txt"));
    await finish(0);
    await chat.type("Hi");
    await chat.press("Enter");
    equal([seen, names(), chat.field.value, client.drafts], [[["Hi", ["a.txt"]]], ["a.txt"], "Hi", []]);
  });

  it("waits for the link, and says so", async () => {
    client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
    await pick(text("a.txt"));
    equal(all(".note")[0]?.textContent, "Waiting for a connection");
    ok(said().includes("Waiting for a connection: a.txt"), said().join());
    client.set({ status: { state: "online" } });
    await chat.settled();
    equal(all(".note")[0]?.textContent, "0.1 kB");
  });

  it("takes none where it takes no messages", async () => {
    chat.element.disabled = true;
    await chat.settled();
    ok((chat.get("button", "Attach files") as HTMLButtonElement).disabled, "dimmed");
    await drag("drop", [text("a.txt")]);
    await paste([text("a.txt")]);
    equal(names(), []);
  });

  it("ends what is under way when it is taken out, and offers it again when it comes back", async () => {
    await pick(text("a.txt"), text("b.txt"));
    await finish(0);
    const { parentElement } = chat.element;
    parentElement?.prepend(chat.element);
    await chat.settled();
    ok(!uploadAt(1).signal?.aborted, "a move is no end");
    chat.element.remove();
    await chat.settled();
    ok(uploadAt(1).signal?.aborted, "aborted");
    parentElement?.append(chat.element);
    await chat.settled();
    equal(names(), ["a.txt", "b.txt"]);
    ok(chat.get("button", "Retry b.txt").checkVisibility(), "again");
  });

  it("forgets them with this device, and with the conversation", async () => {
    await pick(text("a.txt"));
    client.set({ user: undefined, features: [] });
    await chat.settled();
    ok(uploadAt(0).signal?.aborted, "aborted");
    client.set({ user: { id: "v:new", role: "visitor" }, features });
    await chat.settled();
    equal(names(), []);
    await pick(text("b.txt"));
    await chat.type("Not for others");
    await chat.press("Enter");
    const other = new FakeClient();
    other.set({ features });
    chat.element.client = other;
    await chat.settled();
    ok(uploadAt(1).signal?.aborted, "another conversation");
    equal([names(), all(".attach").length, client.drafts, other.drafts], [[], 1, [], []]);
  });

  it("lets a text that is too long be told by the field", async () => {
    client.set({ textBytes: 4 });
    await pick(text("a.txt"));
    await finish(0);
    await chat.type("much too long");
    await chat.press("Enter");
    equal([client.drafts, send().disabled], [[], true]);
    ok(chat.text().includes("9 characters too long"), "told");
  });

  it("speaks the page's language", async () => {
    chat.element.lang = "fr";
    await until(() => chat.all("button", "Joindre des fichiers").length);
    client.set({ uploadBytes: 1_500_000 });
    await pick(text("a.txt", "x".repeat(1_500_001)));
    equal(
      notes()[0]?.replaceAll(/\s/g, " "),
      "\u2068a.txt\u2069 est trop volumineux. La limite par fichier est de 1,5 Mo.",
    );
  });
});
