/** A session of the W3C's WebDriver protocol: as much of it as tests in a page need. */
export class WebDriver {
  #session;

  /** Opens a session with the driver at `base`, which may be starting still. */
  static async open(base, capabilities) {
    for (let tries = 0; !(await isReady(base)); tries++) {
      if (tries === 200) throw new Error(`no driver answers at ${base}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { sessionId } = await request("POST", `${base}/session`, { capabilities: { alwaysMatch: capabilities } });
    return new WebDriver(`${base}/session/${sessionId}`);
  }

  constructor(session) {
    this.#session = session;
  }

  /** Down and up with one request for all, each `{ down: "Shift" }` or `{ up: "Shift" }`, by the names of KeyboardEvent's `key`. */
  async pressKeys(strokes) {
    const actions = strokes.map(({ down, up }) => ({ type: down ? "keyDown" : "keyUp", value: codeOf(down ?? up) }));
    await this.#post("/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async navigate(url) {
    await this.#post("/url", { url });
  }

  /** Runs the body of a function in the page and gives what it returns. */
  async execute(script) {
    return this.#post("/execute/sync", { script, args: [] });
  }

  /** `rect` is `{ x, y, width, height }`, in pixels of the screen. */
  async placeWindow(rect) {
    await this.#post("/window/rect", rect);
  }

  async close() {
    await request("DELETE", this.#session);
  }

  #post(path, body) {
    return request("POST", this.#session + path, body);
  }
}

// https://www.w3.org/TR/webdriver2/#keyboard-actions
const codes = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Escape: "\uE00C",
  PageUp: "\uE00E",
  PageDown: "\uE00F",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
};

function codeOf(key) {
  const code = codes[key] ?? key;
  if ([...code].length !== 1) throw new TypeError(`WebDriver has no code here for the key ${key}`);
  return code;
}

async function request(method, url, body) {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (value?.error) throw new Error(`${method} ${new URL(url).pathname}: ${value.error}: ${value.message}`);
  return value;
}

async function isReady(base) {
  try {
    return (await request("GET", `${base}/status`)).ready;
  } catch {
    return false;
  }
}
