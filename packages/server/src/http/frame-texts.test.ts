import { describe, expect, it } from "vitest";
import { frameTexts } from "./frame-texts.ts";

describe("frameTexts", () => {
  it.each<[string, readonly string[]]>([
    ['{"frames":[{"a":1}]}', ['{"a":1}']],
    [
      ' { "mode" : "send" , "frames" : [ {"a":[1,2]} , 2,"x,]}" ] , "user":"frames"}',
      [' {"a":[1,2]} ', " 2", '"x,]}" '],
    ],
    ['{"mode":"frames","user":["no"],"frames":[1]}', ["1"]],
    ['{"x":{"frames":[9]},"frames":[1],"y":{"frames":[8,8]}}', ["1"]],
    ['{"frames":[9,9],"frames":[1]}', ["1"]],
    ['{"frames":{"a":1,"b":2},"frames":[1]}', ["1"]],
    ['{"fr\\u0061mes":[1]}', ["1"]],
    [String.raw`{"a\\":"\"","frames":["\\\"]",{"\"":"\\"}]}`, [String.raw`"\\\"]"`, String.raw`{"\"":"\\"}`]],
    ['{"frames":[1e400,[[[]]],{"frames":[3]}]}', ["1e400", "[[[]]]", '{"frames":[3]}']],
  ])("of %s are as they stand there", (json, texts) => {
    expect(frameTexts(json)).toEqual(texts);
    expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual((JSON.parse(json) as { frames: unknown }).frames);
  });
});
