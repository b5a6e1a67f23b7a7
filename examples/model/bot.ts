import type { ChatOptions } from "@ws-chat/server";

const { OPENAI_BASE_URL: api = "https://api.openai.com/v1", OPENAI_API_KEY: key, OPENAI_MODEL: model } = process.env;
const instructions = { role: "system", content: "You answer for Rosa's bakery, in Markdown and few words." };

export const onMessage: ChatOptions["onMessage"] = async function* ({ seq }, { history, signal }) {
  const said = await history({ before: seq + 1, limit: 20 });
  const turns = said.map(({ from, text }) => ({ role: from.role === "bot" ? "assistant" : "user", content: text }));
  const answer = await fetch(`${api}/chat/completions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ model, stream: true, messages: [instructions, ...turns] }),
    signal, // the visitor's Stop ends the request, too
  });
  if (!answer.ok || !answer.body) throw new Error(`the model: ${answer.status} ${await answer.text()}`);
  let rest = "";
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data: {")) yield JSON.parse(line.slice("data: ".length)).choices[0]?.delta.content ?? "";
    }
  }
};
