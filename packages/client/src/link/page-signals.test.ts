import { describe, expect, it } from "vitest";
import { type Page, watchPage } from "./page-signals.ts";

function page() {
  const document = Object.assign(new EventTarget(), { hidden: false });
  const target: Page = Object.assign(new EventTarget(), { document });
  return { target, document };
}

describe("watchPage", () => {
  it.each(["online", "offline", "pageshow"])("wakes at %s, even in a hidden page", (type) => {
    const { target, document } = page();
    document.hidden = true;
    let wakes = 0;
    watchPage(() => wakes++, target);
    target.dispatchEvent(new Event(type));
    expect(wakes).toBe(1);
  });

  it.each(["visibilitychange", "resume"])("wakes at %s of a page that can be seen", (type) => {
    const { target, document } = page();
    let wakes = 0;
    watchPage(() => wakes++, target);
    document.hidden = true;
    document.dispatchEvent(new Event(type));
    expect(wakes).toBe(0);
    document.hidden = false;
    document.dispatchEvent(new Event(type));
    expect(wakes).toBe(1);
  });

  it("is silent once it is ended", () => {
    const { target, document } = page();
    let wakes = 0;
    watchPage(() => wakes++, target)();
    target.dispatchEvent(new Event("online"));
    document.dispatchEvent(new Event("resume"));
    expect(wakes).toBe(0);
  });

  it("is silent outside a page", () => {
    const target = new EventTarget();
    let wakes = 0;
    const end = watchPage(() => wakes++, target);
    target.dispatchEvent(new Event("online"));
    end();
    expect(wakes).toBe(0);
  });
});
