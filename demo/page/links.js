/**
 * By HTTP/1.1 a browser has six connections to one host. One tells this page of the network, one is for what is said: so that all goes on
 * where WebSocket is blocked, no more than four chats are linked, those that came into view or had the focus last.
 */
const most = 4;
/** @type {Set<Element>} the longest unused first */
const linked = new Set();
const resting = new WeakSet();
const opening = new Set(["idle", "connecting"]);

export function link(chat) {
  linked.delete(chat);
  linked.add(chat);
  if (resting.delete(chat)) chat.connect();
  chat.addEventListener("ws-chat-status", trim);
  trim();
}

/** To break off a connection that only just opens would be an error on the browser's console; such a one rests when it has opened. */
function trim() {
  for (const other of linked) {
    if (linked.size <= most) return;
    if (other.matches(":focus-within") || opening.has(other.status?.state)) continue;
    linked.delete(other);
    resting.add(other);
    other.disconnect();
  }
}

export function unlink(chat) {
  linked.delete(chat);
}

/** Those that are to be online. */
export function linkedChats() {
  return [...linked];
}
