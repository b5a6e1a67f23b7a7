import { describe, expect, it } from "vitest";
import { createChat } from "@ws-chat/server";
import { Peer } from "./peer.test-support.ts";

describe("createChat", () => {
  it("echoes by default", async () => {
    const chat = createChat();
    const peer = new Peer(chat);
    const welcome = await peer.hello();
    expect(welcome).toMatchObject({ seq: 0, id: "", resumed: false, room: `~${welcome.user.id}` });
    peer.write("hi");
    expect(await peer.next("ack")).toMatchObject({ n: 1, id: "m1", seq: 1 });
    expect(await peer.next("entry")).toMatchObject({ seq: 2, text: "Server echoed: hi", re: 1, from: { id: "bot" } });
    await chat.close();
    expect(await peer.end()).toBe(1012);
  });
});
