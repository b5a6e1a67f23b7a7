import { describe, expect, it } from "vitest";
import { isListed, isShown, mediaTypeOf, servedType } from "./media-type.ts";

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe("mediaTypeOf", () => {
  it.each([
    ["a GIF", bytes("GIF89a\x01\0\x01\0"), "image/gif"],
    ["a JPEG", bytes("\xff\xd8\xff\xe0\0\x10JFIF\0"), "image/jpeg"],
    ["a WebP", bytes("RIFF\x24\0\0\0WEBPVP8 "), "image/webp"],
    ["a PDF", bytes("%PDF-1.7\n"), "application/pdf"],
    ["a zip", bytes("PK\x05\x06" + "\0".repeat(18)), "application/zip"],
    ["an MP3 that begins with a picture", bytes("ID3\x04\0\0\0\0\x7f\x7f" + "\0".repeat(20)), "audio/mpeg"],
    ["an MP4", bytes("\0\0\0\x18ftypisom\0\0\0\0isomiso2"), "video/mp4"],
    ["a voice message in Ogg", bytes("OggS\0\x02" + "\0".repeat(22) + "OpusHead"), "audio/ogg"],
    ["text", encoder.encode("Grüße, Мир, 世界\n"), "text/plain"],
    ["text whose last character is cut", encoder.encode("世界").subarray(0, 4), "text/plain"],
    ["text in UTF-16", bytes("\xff\xfeh\0i\0"), "text/plain"],
    ["a page", encoder.encode("<!doctype html><script>alert(1)</script>"), "text/plain"],
    ["a drawing", encoder.encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), "text/plain"],
    ["XML", encoder.encode('<?xml version="1.0"?><svg/>'), "text/plain"],
    ["Latin-1", bytes("Gr\xfc\xdfe"), "application/octet-stream"],
    ["a picture's beginning before a page", bytes("GIF89a<script>alert(1)</script>"), "image/gif"],
    ["a program", bytes("MZ\x90\0\x03\0\0\0"), "application/x-msdownload"],
    ["nothing known", bytes("\x01\x02\x03"), "application/octet-stream"],
    ["nothing", new Uint8Array(), "text/plain"],
  ])("knows %s", async (_, head, type) => {
    expect(await mediaTypeOf(head)).toBe(type);
  });
});

describe("servedType", () => {
  it.each([
    ["image/png", true, "image/png"],
    ["video/mp4", true, "video/mp4"],
    ["text/plain", false, "text/plain; charset=utf-8"],
    ["application/pdf", false, "application/pdf"],
    ["image/svg+xml", false, "application/octet-stream"],
    ["text/html", false, "application/octet-stream"],
    ["application/xhtml+xml", false, "application/octet-stream"],
    ["image/tiff", false, "application/octet-stream"],
    ["text/vcard", false, "application/octet-stream"],
  ])("of %s: shown %s, as %s", (type, shown, served) => {
    expect([isShown(type), servedType(type)]).toEqual([shown, served]);
  });
});

describe("isListed", () => {
  it.each([
    ["image/png", ["image/*"], true],
    ["image/png", ["audio/*", "image/png"], true],
    ["image/png", ["*/*"], true],
    ["image/png", ["image/jpeg", "text/*"], false],
    ["imagery/png", ["image/*"], false],
    ["image/png", [], false],
  ])("%s in %j: %s", (type, patterns, listed) => {
    expect(isListed(type, patterns)).toBe(listed);
  });
});
