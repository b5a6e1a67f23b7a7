import { describe, expect, it } from "vitest";
import { tally, unharmed } from "./tally.ts";

const sent = ["a", "b", "c", "d"];

describe("tally", () => {
  it.each([
    ["what arrived as it was sent", sent, unharmed],
    ["what is missing", ["a", "d"], "2 lost, 0 duplicated, 0 out of order"],
    ["what came twice", ["a", "b", "b", "c", "d", "a"], "0 lost, 2 duplicated, 0 out of order"],
    ["what was overtaken", ["b", "a", "c", "d"], "0 lost, 0 duplicated, 1 out of order"],
    ["what nobody sent", [...sent, "e"], `${unharmed}, 1 never sent`],
  ])("counts %s", (_, arrived, figures) => {
    expect(tally(sent, arrived)).toBe(figures);
  });
});
