import { expect, describe, it } from "vitest";
import { createChat } from "../chat.ts";
import { createEndpoint } from "./endpoint.ts";

describe("createEndpoint", () => {
  it("refuses a page also where whoever hears of it fails", async () => {
    const chat = createChat();
    const endpoint = createEndpoint("test", chat, {
      onRefusedOrigin() {
        throw new Error("out of order");
      },
    });
    const headers: Readonly<Record<string, string>> = { origin: "https://evil.example", host: "shop.example" };
    const asked = { header: (name: string) => headers[name], address: undefined, onLoopback: false };
    const posted = { ...asked, method: "POST", body: null };
    expect((await endpoint.answer({ ...posted, url: "/chat/uploads" })).status).toBe(403);
    expect((await endpoint.answer({ ...posted, url: "/chat" })).status).toBe(403);
    expect(endpoint.judge({ ...asked, url: "/chat" })).toBeTypeOf("function");
    await chat.close();
  });
});
