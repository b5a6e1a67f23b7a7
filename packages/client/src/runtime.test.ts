import { afterEach, describe, expect, it } from "vitest";
import { runtime } from "./runtime.ts";

/** Node's navigator does not tell; a page's does. */
function say(onLine: boolean): void {
  Object.defineProperty(navigator, "onLine", { value: onLine, configurable: true });
}

afterEach(() => Reflect.deleteProperty(navigator, "onLine"));

describe("runtime.offline", () => {
  it.each([
    ["wss://shop.example/websocket", true],
    ["ws://192.168.0.7:8888/websocket", true],
    ["ws://localhost:8888/websocket", false],
    ["wss://localhost/websocket", false],
  ])("of %s is %s where the page has no network", (url, offline) => {
    say(false);
    expect(runtime.offline(url)).toBe(offline);
    say(true);
    expect(runtime.offline(url)).toBe(false);
  });

  it("is false where nobody tells", () => {
    expect(runtime.offline("wss://shop.example/websocket")).toBe(false);
  });
});
