import { createClient } from "@ws-chat/client";
import "@ws-chat/widget/define";

// A client of the page's own: nothing else may choose so short a backoff.
const client = createClient({
  url: new URL(location.href).searchParams.get("chat") ?? "",
  room: "lobby",
  backoff: { baseMs: 20, capMs: 200 },
});
const element = document.createElement("ws-chat");
element.client = client;
document.body.append(element);
client.connect();
