import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authorOf, cleanName, randomId, tagOf, visitorId } from "./identity.ts";

const secret = "AbCdEfGhIjKlMnOpQrStUv";

describe("visitorId", () => {
  it("is the first 22 characters of the SHA-256 of the secret", () => {
    const hash = createHash("sha256").update(secret).digest("base64url");
    expect(visitorId(secret)).toBe(`v:${hash.slice(0, 22)}`);
  });

  it("is another one each time without a secret", () => {
    const [one, two] = [visitorId(undefined), visitorId(undefined)];
    expect(one).toMatch(/^v:[A-Za-z0-9_-]{22}$/);
    expect(one).not.toBe(two);
  });
});

describe("tagOf", () => {
  it.each(["v:AbCdEfGhIjKlMnOpQrStUv", "u:42", "u:AbCdEfGhIjKlMnOpQrStUv", `u:${"x".repeat(200)}`])(
    "gives %s 22 characters of its own",
    (id) => {
      expect(tagOf(id)).toMatch(/^[A-Za-z0-9_-]{22}$/);
      expect(tagOf(id)).not.toBe(tagOf(`${id}x`));
    },
  );
});

describe("cleanName", () => {
  it.each([
    ["Ada", "Ada"],
    ["  Ada \t Lovelace ", "Ada Lovelace"],
    ["Ada\u0000\u001b[31m", "Ada [31m"],
    ["Admin\u202egnp.exe", "Admin gnp.exe"],
    ["\u2066Ada\u2069", "Ada"],
    ["a\nb\u2028c", "a b c"],
    ["שלום", "שלום"],
    ["👩‍👩‍👧 family", "👩‍👩‍👧 family"],
    ["\ud800x", "\ufffdx"],
    ["", undefined],
    [" \u200e ", undefined],
    [undefined, undefined],
  ])("makes of %j %j", (name, clean) => {
    expect(cleanName(name)).toBe(clean);
  });

  it("cuts a long name and no character in two", () => {
    expect(cleanName(`${"x".repeat(63)}😀`)).toBe("x".repeat(63));
    expect(cleanName("x".repeat(100))).toHaveLength(64);
  });
});

describe("authorOf", () => {
  it("shows the public part of a user and nothing else", () => {
    const user = { id: "u:1", name: "Ada", role: "user", expiresAt: 5, plan: "gold" };
    expect(authorOf(user)).toEqual({ id: "u:1", name: "Ada", role: "user" });
  });
});

describe("randomId", () => {
  it("is 128 bits that fit everywhere an id does", () => {
    const ids = new Set(Array.from({ length: 1_000 }, randomId));
    expect(ids.size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });
});
