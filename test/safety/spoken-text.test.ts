import { expect, describe, it } from "vitest";
import { limits } from "@ws-chat/protocol";
import { spoken } from "../../packages/widget/src/parts/spoken.ts";

const most = limits.textBytes - 2;
const hostile: Readonly<Record<string, string>> = {
  "blanks before a word": `${" ".repeat(most)}x`,
  "blanks between words": `a${"\t".repeat(most)}b`,
  "blanks after a bar": `|${" ".repeat(most)}x`,
  "brackets that never close": "[".repeat(most),
  "links that never end": "[a](".repeat(most / 4),
  emphasis: "*_".repeat(most / 2),
  dashes: `${"-".repeat(most)}x`,
};

describe("spoken", () => {
  it.each(Object.entries(hostile))("reads the longest message out at once: %s", (_, text) => {
    const times = Array.from({ length: 5 }, () => {
      const startedAt = performance.now();
      spoken(text);
      return performance.now() - startedAt;
    });
    // What looks at each blank from all before it took 400 ms and more, each time; a busy machine is not in the way of all five.
    expect(Math.min(...times)).toBeLessThan(100);
  });

  it.each([
    ["|  a | b |\n|:---|---:|\n| c  |  d |", "a b \n\n c d"],
    ["  | --- | --- |", ""],
    ["# One\n- two\n> three", "One\ntwo\nthree"],
    ["**bold** and `code` in [a link](https://x.example)", "bold and code in a link"],
    ["a  |  b", "a b"],
  ])("of %j reads %j", (markdown, said) => expect(spoken(markdown)).toBe(said));
});
