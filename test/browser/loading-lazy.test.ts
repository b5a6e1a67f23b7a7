import type { WsChat } from "@ws-chat/widget";
import "@ws-chat/widget/define";
import { equal, ok } from "./assert.ts";
import { nowhere } from "./chat-harness.ts";

describe("<ws-chat loading=lazy>", () => {
  let chat: WsChat;
  const before = document.createElement("div");
  const frames = async (count = 10) => {
    for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
  };
  const isThere = () => chat.shadowRoot?.querySelector("textarea");
  const until = async (isTrue: () => unknown) => {
    while (!isTrue()) await frames(1);
  };

  beforeEach(async () => {
    before.style.height = "500vh";
    chat = Object.assign(document.createElement("ws-chat"), { url: nowhere, loading: "lazy" });
    chat.textContent = "Write to us";
    document.body.append(before, chat);
    await import("../../packages/widget/src/parts/near.ts");
    await frames();
  });
  afterEach(() => {
    chat.remove();
    before.remove();
    scrollTo(0, 0);
    localStorage.clear();
    sessionStorage.clear();
  });

  it("waits, showing what it holds, until it comes near the window", async () => {
    equal(chat.status, { state: "idle" });
    ok(!isThere() && chat.checkVisibility(), "its own content");
    scrollTo(0, innerHeight);
    await frames();
    equal(chat.status, { state: "idle" });
    scrollTo(0, 3.5 * innerHeight);
    await until(isThere);
    ok(chat.status.state !== "idle", "it connects");
  });

  it("is there as soon as it is used", async () => {
    void chat.send("Hello").catch(() => {});
    await until(isThere);
    ok(chat.messages[0]?.text === "Hello", "the message");
    chat.reset();
  });

  it("waits where it is hidden, until it is shown", async () => {
    chat.hidden = true;
    before.style.height = "0";
    await frames();
    ok(!isThere(), "not yet");
    chat.hidden = false;
    await until(isThere);
  });

  it("waits on as it is moved, and never comes where it is taken away", async () => {
    before.before(chat);
    await until(isThere);
    chat.remove();
    const other = Object.assign(document.createElement("ws-chat"), { url: nowhere, loading: "lazy" });
    document.body.append(other);
    other.remove();
    await frames();
    equal(other.status, { state: "idle" });
  });
});
