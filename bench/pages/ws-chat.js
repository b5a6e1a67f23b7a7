import { LeanClient } from "./lean-client.js";

let client;

export const load = () => import("/ws-chat/ws-chat.js");

export function create(history) {
  client = new LeanClient(history);
  return Object.assign(document.createElement("ws-chat"), { client });
}

export const isReady = (element) => !!element.shadowRoot?.querySelector("textarea");

export const shown = (element) => element.shadowRoot.querySelectorAll(".message").length;

export const scrollerOf = (element) => element.shadowRoot.querySelector(".scroller");

export const append = (_, message) => client.append(message);

export function reply() {
  client.append({ text: "What is in the seed bread?", isOwn: true, ts: Date.now() });
  return client.stream();
}
