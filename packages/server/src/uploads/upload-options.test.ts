import { createChat, type UploadOptions, type UploadStore } from "@ws-chat/server";
import { describe, expect, it } from "vitest";
import { byteCount } from "./upload-options.ts";

const store: UploadStore = {
  put: async () => {},
  get: async () => undefined,
  remove: async () => {},
  removeAll: async () => {},
};

describe("createChat's uploads", () => {
  it.each<[string, object, RegExp]>([
    ["no store", {}, /uploads\.store \(undefined\) must be a store, such as await createDiskUploads/],
    ["a store nobody waited for", { store: Promise.resolve(store) }, /uploads\.store .* await createDiskUploads/],
    ["an option that is none", { store, maxSize: 1 }, /uploads\.maxSize \(1\) is not an option; there are store, maxB/],
    ["no bytes", { store, maxBytes: 0 }, /uploads\.maxBytes \(0\) must be/],
    ["a size in words", { store, maxBytes: "10 MB" }, /uploads\.maxBytes \("10 MB"\) must be/],
    ["no type", { store, types: [] }, /uploads\.types \(\[\]\) must be a list such as/],
    ["an ending for a type", { store, types: [".png"] }, /uploads\.types .* must be a list such as/],
    ["no age", { store, ageMs: 0 }, /uploads\.ageMs \(0\) must be/],
    ["an age where the store knows none", { store, ageMs: 1 }, /uploads\.ageMs \(1\) is nothing this store can do/],
    ["no function", { store, mayRead: true }, /uploads\.mayRead \(true\) must be a function/],
  ])("refuses %s and names the remedy", (_, uploads, message) => {
    expect(() => createChat({ uploads: uploads as UploadOptions })).toThrow(message);
  });

  it("takes a store alone", () => {
    expect(() => createChat({ uploads: { store } })).not.toThrow();
  });
});

describe("byteCount", () => {
  it.each([
    [1, "1 bytes"],
    [999, "999 bytes"],
    [1_024, "1 KB"],
    [65_536, "65 KB"],
    [10_485_760, "10 MB"],
    [5_000_000, "5 MB"],
    [2_621_440, "2.6 MB"],
  ])("says %d as %s", (bytes, words) => {
    expect(byteCount(bytes)).toBe(words);
  });
});
