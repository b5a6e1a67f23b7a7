const me = { id: "v:me", role: "visitor" };
const rosa = { id: "rosa", name: "Rosa", role: "operator" };

/** A client without a server, as the property `client` takes it: what is measured is the element. */
export class LeanClient {
  #snapshot;
  #subscribers = new Set();
  #listeners = new Set();

  /** @param {readonly { text: string, isOwn: boolean, ts: number }[]} history */
  constructor(history = []) {
    this.#snapshot = {
      status: { state: "online" },
      items: history.map((message, index) => itemOf(message, index + 1)),
      pending: 0,
      user: me,
      room: "~v:me",
      features: ["history", "streams"],
      textBytes: 32_768,
      history: "complete",
      typing: [],
      transport: "websocket",
      storage: "ok",
    };
  }

  append(message) {
    const item = itemOf(message, this.#snapshot.items.length + 1);
    this.#show([...this.#snapshot.items, item]);
    this.#tell(item);
  }

  /** A reply in pieces: how to write one, and how to end it. */
  stream() {
    const others = this.#snapshot.items;
    let item = { ...itemOf({ text: "", isOwn: false, ts: Date.now() }, others.length + 1), streaming: true };
    const change = (text, streaming) => {
      item = { ...item, streaming, message: { ...item.message, text } };
      this.#show([...others, item]);
    };
    return {
      write: (piece) => change(item.message.text + piece, true),
      end: () => {
        change(item.message.text, false);
        this.#tell(item);
      },
    };
  }

  getSnapshot() {
    return this.#snapshot;
  }

  subscribe(listener) {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  on(type, listener, { signal } = {}) {
    if (type !== "message") return;
    this.#listeners.add(listener);
    signal?.addEventListener("abort", () => this.#listeners.delete(listener));
  }

  read() {}

  #show(items) {
    this.#snapshot = { ...this.#snapshot, items };
    for (const subscriber of this.#subscribers) subscriber();
  }

  #tell({ message, delivery }) {
    for (const listener of this.#listeners) listener({ message, own: delivery !== undefined });
  }
}

function itemOf({ text, isOwn, ts }, seq) {
  const id = `m${seq}`;
  const message = { id, seq, text, ts, from: isOwn ? me : rosa };
  return { type: "message", key: id, streaming: false, message, ...(isOwn && { delivery: { state: "sent" } }) };
}
