import type { Attachment, Author } from "@ws-chat/protocol";
import { FakeClient, me } from "./fake-client.ts";

const rosa: Author = {
  id: "rosa",
  name: "Rosa",
  role: "operator",
  avatar: new URL("/rosa.svg", location.href).href,
};
const bread: Attachment = {
  url: "/bread-480x320.svg",
  name: "bread.png",
  type: "image/png",
  size: 81_234,
  width: 480,
  height: 320,
};

// Each wears another theme, and all of them say the same.
for (const chat of document.querySelectorAll("ws-chat")) {
  const client = new FakeClient(new Date(2025, 2, 3, 9, 5).getTime());
  client.show(
    client.item("Just out of the oven!", { from: rosa, attachments: [bread] }),
    client.item("Shall I keep one for you?", { from: rosa }),
    client.item("Two, please 🥐", { delivery: { state: "sent" }, seq: 4 }),
  );
  client.set({
    features: ["history", "streams", "uploads"],
    typing: [rosa],
    people: {
      presence: { type: "presence", users: [me, rosa], total: 2 },
      rosa: { type: "read", user: rosa.id, seq: 4 },
    },
  });
  Object.assign(chat, { client, uploads: true });
}
