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
client.set({ features: ["uploads"] });
client.show(client.item("https://example.com/ 👍", { delivery: { state: "sent" } }), { type: "gap", key: "gap" });
const chat = Object.assign(document.createElement("ws-chat"), { client, heading: "Strict", uploads: true });
chat.renderMessage = ({ text }) => {
  if (text === "throw") throw new Error("a bug of the page's");
  return undefined;
};
document.body.append(chat);
client.send("one").catch(() => {});
client.refuse(client.getSnapshot().items.at(-1)?.key ?? "", "forbidden", "No.");
client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 }, history: "loading" });
client.receive("throw");
client.receive("", {
  attachments: [
    { url: "/docs/images/conversation-light.png", name: "bread.png", type: "image/png", size: 1, width: 9, height: 9 },
    { url: "./nothing.wav", name: "song.wav", type: "audio/wav", size: 1 },
    { url: "./prices.pdf", name: "prices.pdf", type: "application/pdf", size: 1 },
  ],
});
client.stream("still here");

// A picture that goes with the next message, as soon as that can be.
const canvas = Object.assign(document.createElement("canvas"), { width: 9, height: 9 });
canvas.toBlob(async (blob) => {
  const root = chat.shadowRoot;
  while (!root?.querySelector(".attach")) await new Promise(requestAnimationFrame);
  const files = new DataTransfer();
  files.items.add(new File([blob ?? ""], "small.png", { type: "image/png" }));
  const input = root.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  input.files = files.files;
  input.dispatchEvent(new Event("change"));
});
