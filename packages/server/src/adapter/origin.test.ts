import { describe, expect, it } from "vitest";
import { admits, forwarded, resolveOrigins } from "./origin.ts";

describe("admits", () => {
  const listed = resolveOrigins("attachChat", ["https://shop.example", "capacitor://localhost"]);

  it.each([
    ["no origin: not a browser", undefined, "chat.example", false, true],
    ["the server's own host", "https://chat.example", "chat.example", false, true],
    ["its own host and port", "http://chat.example:8888", "chat.example:8888", false, true],
    ["its own host, the scheme's port written out", "https://chat.example", "chat.example:443", false, true],
    ["its own host in other letters", "https://chat.example", "Chat.Example", false, true],
    ["another port of its own host", "https://chat.example:8443", "chat.example", false, false],
    ["a subdomain", "https://evil.chat.example", "chat.example", false, false],
    ["a host that ends alike", "https://evilchat.example", "chat.example", false, false],
    ["a host with ours as its user", "https://chat.example@evil.example", "chat.example", false, false],
    ["a listed origin", "https://shop.example", "chat.example", false, true],
    ["a listed app", "capacitor://localhost", "chat.example", false, true],
    ["a listed host on another scheme", "http://shop.example", "chat.example", false, false],
    ["a listed host on another port", "https://shop.example:444", "chat.example", false, false],
    ["a page of another site", "https://evil.example", "chat.example", false, false],
    ["a page without an origin of its own", "null", "chat.example", true, false],
    ["something that is no origin", "evil", "chat.example", true, false],
    ["no host to compare with", "https://chat.example", undefined, false, false],
    ["a host that is none", "https://chat.example", "chat.example/@", false, false],
    ["a loopback page, a server on loopback", "http://localhost:5173", "chat.example", true, true],
    ["a loopback page, a server asked for by loopback", "http://127.0.0.1:5173", "localhost:8888", false, true],
    ["a loopback page of IPv6", "http://[::1]:5173", "[::1]:8888", false, true],
    ["a loopback page, a public server", "http://localhost:5173", "chat.example", false, false],
    ["a page that only sounds like loopback", "http://localhost.evil.example", "localhost:8888", true, false],
    ["a page that only looks like loopback", "http://127.0.0.1.evil.example", "localhost:8888", true, false],
    ["another site, a server on loopback", "https://evil.example", "localhost:8888", true, false],
  ])("%s", (_, origin, host, onLoopback, admitted) => {
    expect(admits(listed, { origin, host, onLoopback })).toBe(admitted);
  });
});

describe("admits, where the server was reached over TLS", () => {
  const listed = resolveOrigins("attachChat", ["http://old.example"]);

  it.each([
    ["a page of its own host", "https://chat.example", "chat.example", true],
    ["one that anybody on the way may have written", "http://chat.example", "chat.example", false],
    ["such a page of the same port", "http://chat.example:8443", "chat.example:8443", false],
    ["such a page that is listed", "http://old.example", "old.example", true],
    ["such a page on the same machine", "http://localhost:5173", "localhost:8443", true],
  ])("%s", (_, origin, host, admitted) => {
    expect(admits(listed, { origin, host, isSecure: true, onLoopback: false })).toBe(admitted);
  });
});

describe("resolveOrigins", () => {
  it.each([
    ["https://shop.example", "https://shop.example"],
    ["https://Shop.Example:443/", "https://shop.example"],
    ["http://bücher.example:8080", "http://xn--bcher-kva.example:8080"],
    ["tauri://localhost", "tauri://localhost"],
  ])("writes %s as browsers do", (written, origin) => {
    expect([...resolveOrigins("attachChat", [written])]).toEqual([origin]);
  });

  it("writes them so however often it is asked", () => {
    for (let times = 0; times < 20_000; times += 1) {
      expect(() => resolveOrigins("attachChat", ["http://bücher.example:8080"])).not.toThrow();
    }
  });

  it.each([
    "*",
    "https://*.shop.example",
    "shop.example",
    "https://shop.example/chat",
    "https://shop.example?",
    "null",
    "",
    "https://",
  ])("refuses %j and shows how to write one", (written) => {
    expect(() => resolveOrigins("attachChat", [written])).toThrow(/^attachChat: origins has .*https:\/\/shop\.example/);
  });
});

describe("forwarded", () => {
  it.each([
    ["nothing without a trusted proxy", "9.9.9.9", 0, undefined],
    ["what the one proxy saw", "9.9.9.9", 1, "9.9.9.9"],
    ["not what the peer made up", "1.1.1.1, 9.9.9.9", 1, "9.9.9.9"],
    ["what the outer of two proxies saw", "1.1.1.1, 9.9.9.9, 10.0.0.2", 2, "9.9.9.9"],
    ["the first, where there are fewer than proxies", "9.9.9.9", 3, "9.9.9.9"],
    ["nothing where the header is missing", undefined, 1, undefined],
    ["nothing where it is empty", "", 1, undefined],
  ])("gives %s", (_, value, hops, seen) => {
    expect(forwarded(value, hops)).toBe(seen);
  });
});
