import { describe, expect, it } from "vitest";
import { resolveEndpoint } from "./endpoint.ts";

const at = (base?: string) => ({ base, secure: base?.startsWith("https:") ?? false });

describe("resolveEndpoint", () => {
  it.each([
    ["/websocket", "http://site.test/page?x#y", undefined, "ws://site.test/websocket"],
    ["chat", "https://site.test/a/b", undefined, "wss://site.test/a/chat"],
    ["https://site.test/c#d", "https://site.test/", undefined, "wss://site.test/c"],
    ["http://127.0.0.1:8888/c", undefined, undefined, "ws://127.0.0.1:8888/c"],
    ["wss://site.test/c?tenant=1", "http://site.test/", "a b&c", "wss://site.test/c?tenant=1&room=a+b%26c"],
    ["ws://site.test/c?room=old", undefined, "new", "ws://site.test/c?room=new"],
    ["ws://site.test/c?room=old", undefined, undefined, "ws://site.test/c?room=old"],
  ])("reads %s on %s, room %s", (address, base, room, url) => {
    expect(resolveEndpoint(address, at(base)).url(room)).toBe(url);
  });

  it("names the endpoint without the room", () => {
    const endpoint = resolveEndpoint("/c", at("http://site.test/"));
    endpoint.url("lobby");
    expect(endpoint.key).toBe("ws://site.test/c");
    expect(endpoint.url(undefined)).toBe("ws://site.test/c");
  });

  it.each([
    ["", "http://site.test/"],
    ["/websocket", undefined],
    ["ftp://site.test/", undefined],
    ["ws://", "https://site.test/"],
    ["data:text/plain,x", "http://site.test/"],
  ])("refuses %s on %s, naming it", (address, base) => {
    expect(() => resolveEndpoint(address, at(base))).toThrow(`url "${address}" must be`);
    expect(() => resolveEndpoint(address, at(base))).toThrow(TypeError);
  });

  it.each(["ws://site.test/", "http://site.test/"])("refuses %s on an https page, naming the remedy", (address) => {
    expect(() => resolveEndpoint(address, at("https://site.test/"))).toThrow(/must be wss: or https:/);
  });
});
