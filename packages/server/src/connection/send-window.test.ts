import { describe, expect, it } from "vitest";
import {
  accept,
  consume,
  giveUp,
  judge,
  newWindow,
  refuseNext,
  type SendWindow,
  settle,
  settleNumber,
} from "./send-window.ts";

function after(...steps: ((window: SendWindow) => unknown)[]): SendWindow {
  const window = newWindow();
  for (const step of steps) step(window);
  return window;
}
const taking = (id: string) => (window: SendWindow) => accept(window, id);
const refusingForNow = (window: SendWindow) => refuseNext(window, 0, 1_000);

describe("judge", () => {
  it.each<[string, SendWindow, number, ReturnType<typeof judge>]>([
    ["the first send", newWindow(), 1, "take"],
    ["a first send that is not 1", newWindow(), 2, "break"],
    ["the next", after(taking("a")), 2, "take"],
    ["a number that was taken", after(taking("a")), 1, "break"],
    ["a number left out", after(taking("a")), 3, "break"],
    ["what was sent behind a refusal for now", after(taking("a"), refusingForNow), 5, "ignore"],
    ["the refused one again", after(taking("a"), refusingForNow), 2, "take"],
    ["what was sent before a refusal", after(taking("a"), refusingForNow), 1, "break"],
    ["the number after a final refusal", after(refusingForNow, consume), 2, "take"],
    ["a number left out after a final refusal", after(refusingForNow, consume), 3, "break"],
  ])("judges %s", (_, window, n, verdict) => {
    expect(judge(window, n)).toBe(verdict);
  });
});

describe("giveUp", () => {
  it("goes back to the first send that the log refused, once", () => {
    const window = after(taking("a"), taking("b"), taking("c"));
    expect(giveUp(window, 2, 0)).toEqual({ n: 2, id: "b" });
    expect(window).toMatchObject({ next: 2, goBack: true, pending: [{ n: 1, id: "a" }] });
    expect(giveUp(window, 3, 0)).toBeUndefined();
    expect(window.next).toBe(2);
  });

  it("does not go back to a send that was answered meanwhile", () => {
    const window = after(taking("a"), taking("b"));
    settle(window, "a");
    expect(giveUp(window, 1, 0)).toEqual({ n: 2, id: "b" });
    settle(window, "b");
    expect(giveUp(window, 2, 1)).toBeUndefined();
  });

  it("takes no late refusal of the first round for one of the second", () => {
    const window = after(taking("a"), taking("b"));
    giveUp(window, 1, 0);
    accept(window, "a");
    accept(window, "b");
    expect(giveUp(window, 2, 0)).toBeUndefined();
    expect(window).toMatchObject({ next: 3, goBack: false });
    expect(giveUp(window, 2, 1)).toEqual({ n: 2, id: "b" });
  });
});

describe("settle", () => {
  it("finds the number of a message wherever it is in the window", () => {
    const window = after(taking("a"), taking("b"), taking("c"));
    expect([settle(window, "b"), settle(window, "a"), settle(window, "a"), settle(window, "c")]).toEqual([2, 1, 0, 3]);
  });

  it("gives a message sent twice its first number first", () => {
    const window = after(taking("a"), taking("a"));
    expect(settle(window, "a")).toBe(1);
    expect(settleNumber(window, 1)).toBe(false);
    expect(settleNumber(window, 2)).toBe(true);
  });
});

it("keeps a window that survives being put away as JSON", () => {
  const window = after(taking("a"), refusingForNow);
  expect(JSON.parse(JSON.stringify(window))).toEqual(window);
});
