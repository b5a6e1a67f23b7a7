import type { Author } from "@ws-chat/protocol";
import type { WsChat } from "@ws-chat/widget";
import { FakeClient } from "./fake-client.ts";

type Given = NonNullable<Parameters<FakeClient["item"]>[1]>;

interface Words {
  readonly names: readonly [operator: string, bot: string, guest: string];
  readonly lines: readonly [joined: string, first: string, second: string, own: string, bot: string];
  readonly look: string;
  readonly files: readonly [picture: string, paper: string];
}

const english: Words = {
  names: ["Rosa Lindqvist", "Oven", "Ben"],
  lines: [
    "Rosa joined",
    "Good morning, the rye is just out of the oven.",
    "Shall I keep one for you?",
    "Yes please, and four rolls.",
    "Order 4711: one dark rye, four rolls. Until noon.",
  ],
  look: "Look!",
  files: ["bread.png", "all the recipes of the year, with those of the summer.pdf"],
};
const hebrew: Words = {
  names: ["רוזה לינדקוויסט", "תנור", "בן"],
  lines: [
    "רוזה הצטרפה",
    "בוקר טוב, השיפון יצא עכשיו מהתנור.",
    "לשמור לך אחד?",
    "כן, וגם ארבע לחמניות.",
    "הזמנה 4711: שיפון אחד, ארבע לחמניות. עד 12:00.",
  ],
  look: "תראו!",
  files: ["לחם.png", "all the recipes of the year.pdf"],
};

/** In the page's language. */
export const { names, lines, look, files } = document.body.lang === "he" ? hebrew : english;

export const operator: Author = {
  id: "rosa",
  name: names[0],
  role: "operator",
  avatar: new URL("/rosa.svg", location.href).href,
};
export const bot: Author = { id: "oven", name: names[1], role: "bot" };
export const guest: Author = { id: "v:ben", name: names[2], role: "visitor" };
export const house: Author = { id: "house", role: "system" };
export const own = { delivery: { state: "sent" } } as const;

export function element(): WsChat {
  const chat = document.querySelector("ws-chat");
  if (!chat) throw new Error("no <ws-chat>");
  return chat;
}

let begun = 0;

export function begin(): FakeClient {
  // Long ago at a fixed hour, so that pictures are the same on every day.
  const client = new FakeClient(new Date(2025, 2, 3, 9, 5).getTime(), (begun += 100));
  // A reader who has gone up in one would find the next where they left.
  element().shadowRoot?.querySelector(".scroller")?.scrollTo(0, 1e9);
  Object.assign(element(), { client, uploads: true, markdown: false, disabled: false });
  return client;
}

export function say(client: FakeClient, text: string, more: Given): void {
  client.show(client.item(text, more));
}

export async function found<Found extends Element>(selector: string): Promise<Found> {
  await until(() => element().shadowRoot?.querySelector(selector));
  // The cast: callers know what they look for.
  return element().shadowRoot?.querySelector(selector) as Found;
}

export async function until(isSo: () => unknown): Promise<void> {
  while (!isSo()) await new Promise(requestAnimationFrame);
}
