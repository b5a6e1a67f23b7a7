import { once } from "node:events";
import { createServer } from "node:net";
import { ProcessGroup } from "./process-group.mjs";
import { WebDriver } from "./web-driver.mjs";

/** web-test-runner's launcher for WebKitGTK: its MiniBrowser on a screen that nobody sees, driven through WebDriver. */
export class WebKitLauncher {
  name = "WebKitGTK";
  type = "webkitgtk";
  concurrency = 1;
  #groups = [];
  #urls = new Map();
  #starting;
  #page;

  async startSession(id, url) {
    this.#starting ??= this.#start();
    this.#page = await this.#starting;
    this.#urls.set(id, url);
    await this.#page.setViewport({ width: 800, height: 600 });
    await this.#page.goto(url);
  }

  isActive(id) {
    return this.#urls.has(id);
  }

  getBrowserUrl(id) {
    return this.#urls.get(id);
  }

  getPage(id) {
    if (!this.#urls.has(id)) throw new Error(`no page of session ${id}`);
    return this.#page;
  }

  async stopSession(id) {
    this.#urls.delete(id);
    // What a page left running must not take time from the next.
    await this.#page?.goto("about:blank");
    return {};
  }

  async startDebugSession() {
    throw new Error("WebKitGTK is driven on a hidden screen: debug in another browser");
  }

  async stop() {
    await this.#starting?.catch(() => {});
    await this.#page?.close().catch(() => {});
    for (const group of this.#groups.splice(0).toReversed()) await group.end();
  }

  async #start() {
    const screen = this.#run("Xvfb", ["-displayfd", "3", "-screen", "0", screenSize, "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const [display] = await Promise.race([once(screen.stdio[3], "data"), screen.failure()]);
    const port = await freePort();
    const driver = this.#run("WebKitWebDriver", ["--host=127.0.0.1", `--port=${port}`], {
      env: { ...process.env, ...settings, DISPLAY: `:${String(display).trim()}` },
    });
    const session = WebDriver.open(`http://127.0.0.1:${port}`, { browserName: "MiniBrowser" });
    return new Page(await Promise.race([session, driver.failure()]));
  }

  #run(command, args, options) {
    const group = new ProcessGroup(command, args, options);
    this.#groups.push(group);
    return group;
  }
}

/** What the commands of tests use of a page, named as in Puppeteer. */
class Page {
  #driver;

  constructor(driver) {
    this.#driver = driver;
  }

  keyboard = {
    down: (key) => this.#driver.pressKeys([{ down: key }]),
    up: (key) => this.#driver.pressKeys([{ up: key }]),
    type: (text) => this.#driver.pressKeys([...text].flatMap((key) => [{ down: key }, { up: key }])),
  };

  goto(url) {
    return this.#driver.navigate(url);
  }

  /** The window has a bar of its own above the page. */
  async setViewport({ width, height }) {
    const [across, down] = await this.#driver.execute("return [outerWidth - innerWidth, outerHeight - innerHeight]");
    await this.#driver.placeWindow({ ...corner, width: width + across, height: height + down });
  }

  close() {
    return this.#driver.close();
  }
}

// Without a window manager the window under the pointer has the keyboard, and it loses it with every change of its size unless
// the pointer is in it. The pointer rests in the middle of the screen; there it hovers over the window's bar, not over the page.
const screenSize = "3200x2400x24";
const corner = { x: 1_590, y: 1_190 };

// Nothing here has a graphics card, and whoever works at this machine must not see a window or hear of it.
const settings = {
  GDK_BACKEND: "x11",
  LIBGL_ALWAYS_SOFTWARE: "1",
  NO_AT_BRIDGE: "1",
  WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  WEBKIT_DISABLE_DMABUF_RENDERER: "1",
};

/** The driver takes a free port at 0, but does not tell which. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
