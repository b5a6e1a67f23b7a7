import { createChat, type Log } from "@ws-chat/server";
import type { ShopWords } from "./shop-words.ts";

/** A baker with two questions to be asked, so that every look and language has something to show. */
export function createShop(log: Log, { baker, welcome, answers, otherwise }: ShopWords) {
  const quickReplies = Object.keys(answers).map((text) => ({ text }));
  return createChat({
    log,
    author: { id: "baker", name: baker, role: "operator" },
    onJoin: () => ({ text: welcome, quickReplies }),
    onMessage: ({ text }) => {
      const answer = Object.hasOwn(answers, text) ? answers[text] : undefined;
      const others = quickReplies.filter((reply) => reply.text !== text);
      return answer === undefined ? { text: otherwise, quickReplies } : { text: answer, quickReplies: others };
    },
  });
}
