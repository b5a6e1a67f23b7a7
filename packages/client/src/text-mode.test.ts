import { afterEach, describe, expect, it } from "vitest";
import { type ChatClient, createClient } from "./index.ts";
import { reaches, ScriptedServer, shown, until } from "./server.test-support.ts";
import { memoryStorage } from "./storage.test-support.ts";

const chats: ChatClient[] = [];

function textChat({ url }: { readonly url: string }, storage = memoryStorage()): ChatClient {
  const chat = createClient({ url, protocol: "text", storage, backoff: { baseMs: 5, capMs: 50 } });
  chats.push(chat);
  return chat;
}

afterEach(() => {
  for (const chat of chats.splice(0)) chat.disconnect();
});

describe('createClient({ protocol: "text" })', () => {
  it("offers no subprotocol, sends bare text and shows what comes as a bot's", async () => {
    await using server = await ScriptedServer.start();
    const chat = textChat(server);
    const events: string[] = [];
    chat.on("message", ({ message, own }) => events.push(`${own ? "own" : message.from.role} ${message.text}`));
    const sent = chat.send("hello");
    const peer = await server.peer();
    expect(peer.socket.protocol).toBe("");
    expect(await peer.text()).toBe("hello");
    expect(await sent).toMatchObject({ text: "hello" });
    peer.socket.send("Server echoed: hello");
    const snapshot = await until(chat, ({ items }) => items.length === 2);
    expect(shown(snapshot)).toEqual(["hello sent", "Server echoed: hello"]);
    expect(snapshot.items[1]).toMatchObject({ message: { from: { id: "server", role: "bot" } } });
    expect(snapshot).toMatchObject({ status: { state: "online" }, history: "complete", user: undefined, features: [] });
    expect(events).toEqual(["own hello", "bot Server echoed: hello"]);
  });

  it("keeps what is written while offline, sends it once in order, and never again", async () => {
    const killed = await ScriptedServer.start();
    const chat = textChat(killed);
    const zero = chat.send("zero");
    await (await killed.peer()).text();
    await zero;
    const { port } = killed;
    await killed.kill();
    await reaches(chat, "waiting");
    const sends = [chat.send("one"), chat.send("two")];
    expect(shown(chat.getSnapshot())).toEqual(["zero sent", "one queued", "two queued"]);
    await using server = await ScriptedServer.start({ port });
    const peer = await server.peer();
    expect([await peer.text(), await peer.text()]).toEqual(["one", "two"]);
    await Promise.all(sends);
    peer.socket.terminate();
    const next = await server.peer();
    await reaches(chat, "online");
    await chat.send("three");
    expect(await next.text()).toBe("three");
  });

  it("keeps no secret", async () => {
    await using server = await ScriptedServer.start();
    const storage = memoryStorage();
    const chat = textChat(server, storage);
    await chat.send("hi");
    await until(chat, () => storage.values.size === 0);
  });
});
