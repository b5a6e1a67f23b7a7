/** Tells the page, or the page around this frame, of all that goes over its wires: `wire` events. It changes nothing of it. */
function tell(detail) {
  parent.dispatchEvent(new CustomEvent("wire", { detail: { at: Date.now(), ...detail } }));
}

/** The endpoint, as the page names it. */
function pathOf(address) {
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
}

window.WebSocket = class extends WebSocket {
  #about;

  constructor(address, protocols) {
    super(address, protocols);
    this.#about = { chat: pathOf(address), via: "websocket" };
    tell({ ...this.#about, event: "dial" });
    this.addEventListener("open", () => tell({ ...this.#about, event: "open" }));
    this.addEventListener("message", ({ data }) => tell({ ...this.#about, way: "in", text: data }));
    this.addEventListener("close", ({ code }) => tell({ ...this.#about, event: "close", code }));
  }

  send(data) {
    tell({ ...this.#about, way: "out", text: data });
    super.send(data);
  }
};

const { fetch } = window;
window.fetch = async (address, options = {}) => {
  const asked = bodyOf(options);
  if (!asked) return fetch(address, options);
  const about = { chat: pathOf(address), via: "http" };
  tell({ ...about, event: "post", mode: asked.mode });
  for (const frame of asked.frames) tell({ ...about, way: "out", text: JSON.stringify(frame) });
  const response = await fetch(address, options).catch((error) => {
    tell({ ...about, event: "lost" });
    throw error;
  });
  void read(response.clone(), about);
  return response;
};

/** What a request of the fallback asks; others are none of it. */
function bodyOf({ method, body }) {
  if (method !== "POST" || typeof body !== "string") return undefined;
  try {
    const asked = JSON.parse(body);
    return Array.isArray(asked.frames) ? asked : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of an answer, each as it comes. */
async function read(response, about) {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
      rest = lines.pop();
      for (const text of lines) tell({ ...about, way: "in", text });
      if (done) break;
    }
    tell({ ...about, event: "end" });
  } catch {
    tell({ ...about, event: "lost" });
  }
}
