import { describe, expect, it } from "vitest";
import { fileNameIn, safeFileName } from "./file-name.ts";

describe("fileNameIn", () => {
  it.each([
    ["attachment; filename*=UTF-8''gr%C3%BC%C3%9Fe%20x.png", "grüße x.png"],
    ["attachment; filename=\"plain.png\"; filename*=utf-8'en'better.png", "better.png"],
    ['attachment; filename="a \\"b\\".png"', 'a "b".png'],
    ["attachment; filename=plain.png", "plain.png"],
    ['inline; FileName = "x"', "x"],
    ["attachment", ""],
    ["", ""],
    ["attachment; filename*=UTF-8''", ""],
    ["attachment; filename*=UTF-8''%zz", undefined],
    ["attachment; filename*=UTF-8''%ff", undefined],
  ])("reads %j as %j", (header, name) => {
    expect(fileNameIn(header)).toBe(name);
  });
});

describe("safeFileName", () => {
  it.each([
    ["photo.png", "photo.png"],
    ["../../etc/passwd", ".._.._etc_passwd"],
    ["C:\\Users\\mia\\a.txt", "C_Users_mia_a.txt"],
    ["a\0b\r\n.txt", "ab.txt"],
    ["photo\u202Egpj.exe", "photogpj.exe"],
    ["zero\u200Bwidth\uFEFF.txt", "zerowidth.txt"],
    ["  two   words .txt ", "two words .txt"],
    ['<b>"x"|?*.txt', "_b_x_.txt"],
    ["..", "file"],
    [".", "file"],
    ["", "file"],
    ["\u0007", "file"],
    [".htaccess", ".htaccess"],
    ["Makefile", "Makefile"],
    ["lone\ud800.txt", "lone\ufffd.txt"],
    ["x".repeat(300), "x".repeat(255)],
    [`${"x".repeat(300)}.jpeg`, `${"x".repeat(250)}.jpeg`],
    [`${"ä".repeat(300)}.txt`, `${"ä".repeat(125)}.txt`],
    [`${"😀".repeat(100)}.txt`, `${"😀".repeat(62)}.txt`],
    [`a.${"x".repeat(300)}`, `a.${"x".repeat(253)}`],
  ])("makes of %j: %j", (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it("leaves nothing that takes long to look at", () => {
    const began = performance.now();
    for (const piece of [".", ". ", "a.", "\u202E", "/"]) safeFileName(piece.repeat(200_000));
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
