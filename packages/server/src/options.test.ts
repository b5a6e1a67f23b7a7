import { describe, expect, it, vi } from "vitest";
import { createChat } from "@ws-chat/server";
import { createMemoryLog } from "@ws-chat/server/memory";
import { resolveOptions } from "./options.ts";

describe("createChat's options", () => {
  it.each<[string, object | null, RegExp]>([
    ["a handler in their place", () => "hi", /a function is no object of options; .*onMessage/],
    ["null in their place", null, /null is no object of options/],
    ["a misspelt option", { onmessage: () => {} }, /option onmessage \(a function\) is not an option; .*onMessage/],
    ["a handler that is none", { onMessage: "hi" }, /option onMessage \("hi"\) must be a function/],
    ["null", { log: null }, /option log \(null\) must be an object/],
    ["a log that is still to come", { log: Promise.resolve() }, /option log .* such as await createSqliteLog/],
    ["an author without a role", { author: { id: "bot" } }, /option author \({"id":"bot"}\) must have .*role: "bot"/],
    ["a misspelt limit", { limits: { texts: 1 } }, /limits\.texts \(1\) is not a limit; .*textBytes/],
    ["a limit of none", { limits: { connections: 0 } }, /limits\.connections \(0\) must be a number above 0/],
    ["a limit in words", { limits: { pingMs: "25s" } }, /limits\.pingMs \("25s"\)/],
    ["half a rate", { limits: { rate: { perSecond: 1 } } }, /limits\.rate\.burst \(undefined\)/],
    [
      "a burst too small for a message",
      { limits: { rate: { perSecond: 1, burst: 1 } } },
      /burst \(1\) must be at least 2/,
    ],
    ["texts that no frame holds", { limits: { textBytes: 100_000 } }, /textBytes \(100000\) must be at most 32768/],
    ["an idle time that pings cannot meet", { limits: { idleMs: 10_000 } }, /idleMs \(10000\) must be above .*pingMs/],
    ["retention of a log passed in", { log: createMemoryLog(), retention: { entries: 5 } }, /retention .*to that log/],
    [
      "a misspelt retention",
      { retention: { entires: 5 } as object },
      /option entires \(5\) is not an option; there are entries, ageMs/,
    ],
    ["no retention at all", { retention: { entries: 0 } }, /entries \(0\) must be a number from 1/],
  ])("refuse %s, naming it and the remedy", (_, options, message) => {
    expect(() => createChat(options as object)).toThrow(TypeError);
    expect(() => createChat(options as object)).toThrow(message);
  });

  it("leave nothing open and cannot be changed", () => {
    const options = resolveOptions({ limits: { textBytes: 10 } });
    expect(options.limits).toMatchObject({ textBytes: 10, pingMs: 25_000, rate: { perSecond: 10, burst: 40 } });
    expect(Object.isFrozen(options) && Object.isFrozen(options.limits) && Object.isFrozen(options.limits.rate)).toBe(
      true,
    );
  });

  it("tell the logger of an error when there is no onError, and of an onError that throws", () => {
    const error = vi.fn<() => void>();
    const logger = { error };
    const failure = new Error("x");
    resolveOptions({ logger }).onError(failure, { room: "lobby" });
    expect(error).toHaveBeenLastCalledWith("ws-chat:", "lobby", failure);
    const onError = (): never => {
      throw new Error("y");
    };
    resolveOptions({ logger, onError }).onError(failure, {});
    expect(error.mock.lastCall).toContain(failure);
  });
});
