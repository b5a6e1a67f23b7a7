import type { Attachment } from "@ws-chat/protocol";
import { me } from "./fake-client.ts";
import { rareScenes } from "./screenshot-rare-scenes.ts";
import {
  begin,
  bot,
  element,
  files,
  found,
  guest,
  house,
  lines,
  look,
  operator,
  own,
  say,
  until,
} from "./screenshot-stage.ts";

const picture = (name: string, width: number, height: number): Attachment => ({
  url: `/bread-${width}x${height}.svg`,
  name,
  type: "image/png",
  size: 81_234,
  width,
  height,
});
const bread = picture(files[0], 480, 320);
const three = [bread, picture(files[0], 300, 400), picture(files[0], 640, 360)];
const paper: Attachment = { url: "./paper.pdf", name: files[1], type: "application/pdf", size: 1_250_000 };
const sound: Attachment = { url: "./sound.wav", name: "sound.wav", type: "audio/wav", size: 96_000 };

/** States that no server is needed for: each begins anew. */
const scenes = {
  ...rareScenes,
  people() {
    const client = begin();
    say(client, lines[0], { from: house });
    say(client, lines[1], { from: operator });
    say(client, lines[2], { from: operator });
    say(client, lines[3], { ...own, seq: 7 });
    say(client, lines[4], { from: bot });
    client.set({
      people: {
        presence: { type: "presence", users: [me, operator, guest], total: 3 },
        rosa: { type: "read", user: operator.id, seq: 7 },
      },
    });
  },
  pictures() {
    const client = begin();
    say(client, "", { from: operator, attachments: [bread] });
    say(client, look, { from: operator, attachments: [picture(files[0], 320, 320)] });
    say(client, look, { ...own, attachments: three });
  },
  "own-pictures"() {
    const client = begin();
    say(client, lines[1], { from: operator, attachments: three });
    say(client, "", { ...own, attachments: [picture(files[0], 240, 320)] });
    say(client, look, { ...own, attachments: [bread] });
  },
  files() {
    const client = begin();
    say(client, look, { from: operator, attachments: [paper] });
    say(client, "", { from: operator, attachments: [sound] });
    say(client, "", { ...own, attachments: [paper] });
    say(client, look, { ...own, attachments: [sound, bread] });
  },
  async uploads() {
    const client = begin();
    say(client, lines[1], { from: operator });
    client.set({ features: ["history", "streams", "uploads"], uploadBytes: 10_485_760 });
    const input = await found<HTMLInputElement>("input[type=file]");
    const given = new DataTransfer();
    given.items.add(await photo());
    for (const name of [files[1], "order.txt"]) given.items.add(new File(["x".repeat(48_000)], name));
    input.files = given.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await found(".upload");
    client.uploads[0]?.finish();
    await until(() => client.uploads.length > 2);
    client.uploads[1]?.onProgress(0.6);
    client.uploads[2]?.fail(Object.assign(new Error("The connection was lost."), { code: "unavailable" }) as never);
    await found("[part~=failed]");
  },
  drop() {
    const event = new DragEvent("dragenter", { bubbles: true, cancelable: true, composed: true });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], files[0]));
    Object.defineProperty(event, "dataTransfer", { value: dataTransfer });
    element().shadowRoot?.querySelector(".scroller")?.dispatchEvent(event);
  },
  async history() {
    const client = begin();
    for (let round = 0; round < 3; round++) {
      say(client, lines[1], { from: operator });
      say(client, lines[3], own);
      if (round === 0) client.show({ type: "gap", key: "gap" });
    }
    client.set({ history: "loading" });
    (await found(".scroller")).scrollTop = 0;
  },
};

declare global {
  // A property of the window has to be a `var`.
  var scenes: Record<string, () => void | Promise<void>>;
}
globalThis.scenes = scenes;

/** The tray draws what is in it. */
async function photo(): Promise<File> {
  const image = new Image();
  image.src = bread.url;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return new File([blob ?? ""], files[0], { type: "image/png" });
}
