import { describe, expect, it } from "vitest";

describe("@ws-chat/widget where there is no page", () => {
  it("can be imported", async () => {
    const { WsChat, english } = await import("@ws-chat/widget");
    expect(WsChat.name).toBe("WsChat");
    expect(english.send).toBe("Send");
  });

  it("can be imported to be defined, which leaves the server as it was", async () => {
    const { WsChat } = await import("@ws-chat/widget/define");
    expect(WsChat.name).toBe("WsChat");
    expect(globalThis).not.toHaveProperty("document");
  });
});
