import { setTimeout as pause } from "node:timers/promises";

const topics: readonly (readonly [RegExp, string])[] = [
  [
    /markdown|format|list|code|table|show/i,
    `Gladly. A reply may have **bold** and *italic* words, \`code\`, [links](/protocol), and

1. lists
2. of several kinds

\`\`\`js
createChat({
  async *onMessage({ text }) {
    for (const word of text.split(" ")) yield \`\${word} \`;
  },
});
\`\`\`

| what | where |
| --- | --- |
| your handler | on your server |
| this table | in a message |

All of it is drawn while it comes.`,
  ],
  [
    /stream|word|slow|typing|write/i,
    "A handler may be an **async generator**. Each piece it yields goes out at once, so the reply grows while you read it.\n\nOnly the finished message enters the room's log; if you reload in the middle, one snapshot brings you up to the word that is being written.",
  ],
  [
    /lost|lose|offline|network|cut|queue|reload/i,
    "What you write is kept on your device until the server says it has stored it. Cut the network and write:\n\n1. The messages wait, in order.\n2. When the way is open again they go out.\n3. The server stores each of them **once**, even if it has to be sent twice.",
  ],
  [
    /kill|server|crash|die|restart/i,
    "Try it while I am writing. Press *Kill the server* and my process is gone in the middle of a word, without a goodbye. A new one starts soon after. Whatever you have written in the meantime is waiting on your side and gets its answer then.",
  ],
  [
    /who|what are you|model|ai|real/i,
    "Nobody clever. I look for a word that I know and then take my time, so that you can see how a streamed reply looks here. Put your own model in my place: a handler gets the message and yields pieces of text.",
  ],
  [
    /^(hi|hello|hey|good (morning|evening|day)|moin|hallo|servus)\b/i,
    "Hello! Ask me how streaming works, what happens when the network is cut, or to show some Markdown.",
  ],
];
const otherwise =
  "I know only a few things: how a reply is **streamed**, what happens to a message when the **network** is cut, what a killed **server** leaves behind, and how **Markdown** looks. Ask me about one of them.";

/** Stands in for a language model: the right length, the right pauses, and nothing that leaves this machine. */
export async function* answer(question: string, signal: AbortSignal): AsyncGenerator<string> {
  const [, text] = topics.find(([pattern]) => pattern.test(question)) ?? [undefined, otherwise];
  await pause(500, undefined, { signal });
  for (const word of text.split(/(?<=\s)/)) {
    yield word;
    await pause(/[.,:;!?]\s$/.test(word) ? 220 : 30 + Math.random() * 60, undefined, { signal });
  }
}
