export const load = () => import("/deep-chat/deepChat.bundle.js");

const roleOf = ({ isOwn }) => (isOwn ? "user" : "ai");

export function create(history) {
  const element = document.createElement("deep-chat");
  element.history = history.map((message) => ({ role: roleOf(message), text: message.text }));
  // Named so that no service of theirs is looked for.
  element.connect = { stream: true, handler: (_, signals) => element.onAsked?.(signals) };
  return element;
}

export const isReady = (element) => !!element.shadowRoot?.querySelector("#text-input");

export const shown = (element) => element.shadowRoot.querySelectorAll(".inner-message-container").length;

export const scrollerOf = (element) => element.shadowRoot.querySelector("#messages");

export const append = (element, message) => element.addMessage({ role: roleOf(message), text: message.text });

export async function reply(element) {
  const asked = Promise.withResolvers();
  element.onAsked = asked.resolve;
  element.submitUserMessage({ text: "What is in the seed bread?" });
  const signals = await asked.promise;
  signals.onOpen();
  return { write: (text) => signals.onResponse({ text }), end: () => signals.onClose() };
}
