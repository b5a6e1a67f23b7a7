import type { Attachment } from "@ws-chat/protocol";
import { equal, near, ok } from "./assert.ts";
import { ChatHarness } from "./chat-harness.ts";
import { FakeClient, me, rosa } from "./fake-client.ts";

const picture: Attachment = {
  url: "/docs/images/conversation-light.png",
  name: "bread.png",
  type: "image/png",
  size: 81_234,
  width: 720,
  height: 1344,
};
const paper: Attachment = {
  url: "./uploads/x/recipe.pdf",
  name: "recipe.pdf",
  type: "application/pdf",
  size: 1_250_000,
};

describe("attachments of messages in <ws-chat>", () => {
  let chat: ChatHarness;
  let client: FakeClient;
  beforeEach(async () => {
    client = new FakeClient();
    chat = await ChatHarness.open({}, client);
  });
  afterEach(() => chat.close());

  const inside = <Found extends Element = HTMLElement>(selector: string): Found[] => [
    ...(chat.element.shadowRoot?.querySelectorAll<Found>(selector) ?? []),
  ];
  const image = () => inside<HTMLImageElement>("img")[0];

  async function show(attachments: readonly Attachment[], text = ""): Promise<void> {
    client.show(client.item(text, { from: rosa, attachments }));
    await chat.settled();
    while (!inside(".attachments.drawn").length) await chat.settled();
    await chat.settled();
  }

  it("shows a picture by its name, that leads to the picture itself, in another tab", async () => {
    await show([picture]);
    const [shown] = inside<HTMLImageElement>("img");
    equal([shown?.alt, shown?.loading, shown?.referrerPolicy], ["bread.png", "lazy", "no-referrer"]);
    const link = chat.get("link");
    ok(link instanceof HTMLAnchorElement, "a link");
    equal(
      [link.href, link.target, link.rel],
      [new URL(picture.url, location.href).href, "_blank", "noopener noreferrer"],
    );
  });

  it("leaves room for it before it is here, and never moves what is read", async () => {
    await show([{ ...picture, url: "/never", width: 4_000, height: 2_000 }]);
    const { width = 0, height = 0 } = image()?.getBoundingClientRect() ?? {};
    near(width / height, 2, "its shape");
    ok(width > 200, "as wide as there is room");
    const [bubble] = inside("[part=bubble]");
    near(bubble?.clientWidth ?? 0, width + 8, "no wider than it", 3);
    await show([{ ...picture, url: "/never", width: 4, height: 4_000 }]);
    const tall = inside<HTMLImageElement>("img").at(-1)?.getBoundingClientRect();
    ok(tall && tall.width >= 44 && tall.height <= 330, "what is long and thin is cut");
  });

  it("keeps a reader at the end there when pictures come", async () => {
    for (let count = 0; count < 20; count++) client.show(client.item(`line ${count}`));
    await show([picture], "Look!");
    const { width: _, height: __, ...unmeasured } = picture;
    await show([unmeasured]);
    while (!inside<HTMLImageElement>("img").every(({ complete }) => complete)) await chat.settled();
    await chat.painted();
    ok(chat.isAtEnd(), "still at the end");
  });

  it("shows several in a grid of squares", async () => {
    await show([picture, picture, picture]);
    const [first, second, third] = inside("img").map((each) => each.getBoundingClientRect());
    ok(first && second && third, "three");
    near(first.width, first.height, "a square");
    near(first.top, second.top, "one beside the other");
    near(third.left, first.left, "the third below");
    near(third.right, second.right, "as wide as both");
  });

  it("shows other files by name and size in the reader's own words", async () => {
    await show([paper]);
    const link = chat.get("link", /recipe\.pdf/);
    ok(link instanceof HTMLAnchorElement, "a link");
    equal([link.pathname, link.download, link.target], ["/chat/uploads/x/recipe.pdf", "recipe.pdf", "_blank"]);
    equal(link.querySelector("[part=size]")?.textContent, "1.3 MB");
    ok(link.querySelector("bdi"), "its name has a direction of its own");
    chat.element.lang = "de";
    while (!inside("[part=size]")[0]?.textContent?.includes(",")) await chat.settled();
    equal(inside("[part=size]")[0]?.textContent, "1,3 MB");
    chat.element.removeAttribute("lang");
  });

  it("puts one megabyte in the order of two, in Hebrew, too", async () => {
    chat.element.lang = "he";
    const sizes = [1_000_000, 2_000_000, 100];
    await show(sizes.map((size) => ({ ...paper, size })));
    equal(
      inside("[part=size]").map(({ textContent }) => textContent),
      ["1 MB", "2 MB", "0.1 kB"],
    );
    chat.element.removeAttribute("lang");
  });

  it("says of what type a file is whose long name may be cut, and keeps number and unit together", async () => {
    await show([{ ...paper, name: `${"all the recipes of the year ".repeat(3)}.pdf` }]);
    const size = chat.get("link", /recipes/).querySelector("[part=size]");
    equal(size?.textContent, "PDF · 1.3 MB");
    equal(
      [...(size?.querySelectorAll("bdi") ?? [])].map(({ textContent }) => textContent),
      ["PDF", "1.3 MB"],
    );
  });

  it("plays sounds and films with the browser's own controls, and fetches none before", async () => {
    const types = ["audio/wav", "audio/mpeg", "video/webm", "video/mp4"];
    await show(types.map((type) => ({ ...paper, url: `/nothing/${type}`, name: type, type })));
    const players = inside<HTMLMediaElement>("audio, video");
    equal(
      players.map(({ controls, autoplay }) => [controls, autoplay]),
      players.map(() => [true, false]),
    );
    equal(
      players.filter(({ localName }) => localName === "audio").map(({ preload }) => preload),
      players.filter(({ localName }) => localName === "audio").map(() => "none"),
    );
    // What an engine cannot play, and what is not there, is a file.
    while (inside("video").length) await chat.settled();
    for (const type of types.slice(2)) ok(chat.get("link", new RegExp(type)), type);
  });

  it("shows a picture that cannot be had as a file", async () => {
    await show([{ ...picture, url: "/nothing/here.png" }, picture]);
    while (inside("img").length > 1) await chat.settled();
    ok(chat.get("link", /bread\.png 81 kB/), "the file");
    equal(inside("img").length, 1);
  });

  it("takes drawings that may be documents for files", async () => {
    for (const type of ["image/svg+xml", "text/html", "image/png; x"]) await show([{ ...picture, type }]);
    equal(inside("img").length, 0);
    equal(chat.all("link", /bread/).length, 3);
  });

  it("links to web addresses alone", async () => {
    const urls = ["javascript:window.__ran=1", "data:image/png;base64,x", "blob:x", "file:///x", "http://["];
    await show([...urls.map((url) => ({ ...picture, url })), ...urls.map((url) => ({ ...paper, url }))]);
    equal(chat.all("link").length, 0);
    equal(inside("img, [src]").length, 0);
    equal(inside("[part=file-name]").length, 10);
  });

  it("asks nobody but the chat's server and the page's for what a visitor sent", async () => {
    const elsewhere = new URL("/docs/images/conversation-light.png", location.href);
    elsewhere.hostname = elsewhere.hostname === "localhost" ? "127.0.0.1" : "localhost";
    const files = ["image/png", "audio/mpeg", "video/mp4"].map((type) => ({ ...picture, type, url: elsewhere.href }));
    for (const role of ["visitor", "user"])
      client.show(client.item("", { from: { ...rosa, role }, attachments: files }));
    await show([picture]);
    while (inside("a[download]").length < 6) await chat.settled();
    equal(
      inside<HTMLImageElement>("[src]").map(({ src }) => src),
      [new URL(picture.url, location.href).href],
    );
    await show([{ ...picture, url: elsewhere.href }]);
    equal(
      inside<HTMLImageElement>("img")
        .map(({ src }) => src)
        .at(-1),
      elsewhere.href,
    );
  });

  it("shows a name that hides its end with nothing hidden", async () => {
    await show([{ ...paper, name: "photo\u202Egpj.exe" }]);
    equal(inside("[part=file-name]")[0]?.textContent, "photo\uFFFDgpj.exe");
  });

  it("ends a long name within the file, and the bubble with the file", async () => {
    await show([{ ...paper, name: `${"a-recipe-".repeat(12)}.pdf` }]);
    const [file, bubble] = ["[part=attachment]", ".bubble"].map((each) => inside(each)[0]?.getBoundingClientRect());
    ok(file && bubble && bubble.width <= file.width + 24, `${bubble?.width} around ${file?.width}`);
  });

  it("stands above the text, for one's own as for others'", async () => {
    client.show(client.item("Mine", { from: me, attachments: [paper], delivery: { state: "sent" } }));
    await show([paper], "Theirs");
    equal(
      inside("[part=bubble]").map((bubble) => bubble.textContent),
      ["recipe.pdf1.3 MBMine", "recipe.pdf1.3 MBTheirs"],
    );
    ok(
      chat.lines().some((line) => line.includes("Rosa: recipe.pdf 1.3 MB Theirs")),
      chat.lines().join("\n"),
    );
  });

  it("keeps what is shown when anything else of the message changes", async () => {
    await show([picture], "Look");
    const before = image();
    const item = client.getSnapshot().items.at(-1);
    ok(item?.type === "message", "the message");
    client.replace(item.key, { ...item, message: { ...item.message, text: "Look!" } });
    await chat.settled();
    ok(image() === before, "the same picture");
  });

  it("is said with its name when it comes, once", async () => {
    const region = chat.get("log");
    client.receive("", { attachments: [paper, picture] });
    client.receive("Here", { attachments: [paper] });
    client.receive("", { status: "no-reply" });
    while (region.children.length < 3) await chat.settled();
    equal(
      [...region.children].map((line) => line.textContent),
      ["Rosa: recipe.pdf bread.png", "Rosa: Here recipe.pdf", "Rosa: No reply came."],
    );
  });

  it("is laid out from right to left", async () => {
    document.documentElement.dir = "rtl";
    await show([paper, picture]);
    const [chip] = inside("[part=attachment]");
    const [mark, words] = [chip?.querySelector("svg"), chip?.querySelector(".words")];
    ok((mark?.getBoundingClientRect().left ?? 0) > (words?.getBoundingClientRect().left ?? 1), "mirrored");
    document.documentElement.dir = "";
  });
});
