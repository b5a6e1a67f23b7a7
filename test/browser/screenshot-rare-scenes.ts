import type { Author } from "@ws-chat/protocol";
import { begin, bot, element, found, guest, lines, operator, own, say, until } from "./screenshot-stage.ts";

const word = "Roggenvollkornsauerteigbrotbackmischungsverordnung";
const longWinded: Author = {
  id: "long",
  name: "María del Carmen Fernández-Villaverde y Guðmundsdóttir, Rosa's bakery",
  role: "Head of everything that has to do with bread",
};
const recipe = `## Seed bread

It keeps for **a week**, *in a cloth*. See [the recipe](https://rosas-bakery.example/seeds) or ~~ask~~ \`bake --help\`.

1. Soak the seeds
2. Knead, and wait
   - eighteen hours in winter
   - twelve in summer

> The oven is hot before you think so.

\`\`\`sh
bake --at 240 --for 45m --loaves 12 --steam "the first ten minutes" seed-bread
\`\`\`

| flour | water | salt | price |
| :-- | --: | --: | --: |
| 500 g | 350 g | 10 g | 4.80 € |
| 1000 g | 700 g | 20 g | 8.90 € |`;

/** What few conversations come to, but each looks as if it were the first. */
export const rareScenes = {
  trouble() {
    const client = begin();
    say(client, lines[3], own);
    say(client, lines[1], { from: operator, status: "interrupted" });
    say(client, lines[3], { delivery: { state: "failed", code: "unavailable", message: "Closed.", canRetry: true } });
    say(client, "", { from: operator, status: "no-reply" });
    client.set({ status: { state: "stopped", code: 4401, message: "Please sign in again." } });
  },
  long() {
    const client = begin();
    say(client, word, { from: longWinded });
    say(client, `https://rosas-bakery.example/${word}?${word}`, own);
    say(client, lines[2], { from: longWinded, quickReplies: [{ text: `${lines[4]} ${lines[1]}` }, { text: word }] });
    client.set({ people: { presence: { type: "presence", users: [longWinded, operator, guest, bot], total: 41 } } });
  },
  markdown() {
    const client = begin();
    element().markdown = true;
    say(client, recipe, { from: operator });
  },
  async typing() {
    const client = begin();
    for (const from of [operator, bot]) say(client, lines[1], { from });
    client.set({ typing: [operator] });
    await found(".typing");
  },
  async jump() {
    const client = begin();
    for (let round = 0; round < 12; round++) {
      say(client, lines[1], { from: operator });
      say(client, lines[3], own);
    }
    const scroller = await found<HTMLElement>(".scroller");
    await until(() => scroller.scrollTop > 400);
    scroller.scrollTop = 100;
    await until(() => scroller.scrollTop === 100);
    client.receive(lines[2], { from: operator });
    await found(".jump");
  },
  /** A text of many lines, and too long. */
  async writing() {
    const client = begin();
    say(client, lines[1], { from: operator });
    client.set({ textBytes: 200 });
    const field = await found<HTMLTextAreaElement>("textarea");
    field.value = `${lines.join("\n")}\n${lines.join(" ")}`;
    field.dispatchEvent(new Event("input"));
    field.scrollTop = field.scrollHeight;
    await found(".excess");
  },
  async disabled() {
    const client = begin();
    say(client, lines[1], { from: operator });
    const field = await found<HTMLTextAreaElement>("textarea");
    field.value = "";
    field.dispatchEvent(new Event("input"));
    element().disabled = true;
    await element().updateComplete;
  },
};
