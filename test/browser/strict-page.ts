import "@ws-chat/widget/define";
import { FakeClient } from "./fake-client.ts";

const { dataset } = document.documentElement;
dataset["violations"] = dataset["errors"] = "";
addEventListener("securitypolicyviolation", ({ violatedDirective, sample }) => {
  dataset["violations"] += `${violatedDirective}: ${sample}; `;
});
addEventListener("error", ({ error }) => {
  dataset["errors"] += `${error}; `;
});

// What the strict page shows: as many kinds of markup as the element has.
const client = new FakeClient();
client.show(client.item("https://example.com/ 👍", { delivery: { state: "sent" } }), { type: "gap", key: "gap" });
const chat = Object.assign(document.createElement("ws-chat"), { client, heading: "Strict" });
chat.renderMessage = ({ text }) => {
  if (text === "throw") throw new Error("a bug of the page's");
  return undefined;
};
document.body.append(chat);
client.send("one").catch(() => {});
client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "No.");
client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 }, history: "loading" });
client.receive("throw");
client.stream("still here");
