import { createChat, type Log } from "@ws-chat/server";

const start = ["Where is my parcel?", "I want to send it back"];
const answers = new Map<string, [text: string, ...next: string[]]>([
  ["Where is my parcel?", ["In a van, two streets away.", "How long?", ...start.slice(1)]],
  ["How long?", ["Ten minutes. The driver whistles.", "Thank you!"]],
  ["I want to send it back", ["Was it the wrong size?", "Too small", "Too large"]],
  ["Too small", ["A larger one leaves today.", "Thank you!"]],
  ["Too large", ["A smaller one leaves today.", "Thank you!"]],
]);

export const choices = (log: Log) =>
  createChat({
    log,
    author: { id: "parcels", name: "Parcels", role: "bot" },
    onJoin: () => offer("Hello. What can I do for you?", ...start),
    onMessage: ({ text }) => offer(...(answers.get(text) ?? ["You are welcome.", ...start])),
  });

function offer(text: string, ...next: string[]) {
  return { text, quickReplies: next.map((text) => ({ text })) };
}
