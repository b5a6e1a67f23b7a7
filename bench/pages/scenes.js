import { frame, messageAt, messages, tokenAt } from "./conversation.js";

/** One element in one page, and what happens in it. */
export class Scenes {
  #driver;
  #element;
  #history = [];

  static async open(name) {
    const self = new Scenes();
    self.#driver = await import(`./${name}.js`);
    return self;
  }

  load() {
    return this.#driver.load();
  }

  prepare(count) {
    this.#history = messages(count);
  }

  async mount() {
    this.#element = this.#driver.create(this.#history);
    document.body.append(this.#element);
    while (!this.#driver.isReady(this.#element)) await frame();
    await frame();
  }

  /** Until all of what is opened is there. */
  async open(count) {
    await this.mount();
    while (this.shown() < count) await frame();
  }

  async append(count) {
    for (let index = 0; index < count; index += 1) {
      this.#driver.append(this.#element, messageAt(index));
      await frame();
    }
  }

  async stream(count, perFrame) {
    const reply = await this.#driver.reply(this.#element);
    for (let index = 0; index < count; index += 1) {
      reply.write(tokenAt(index));
      if (index % perFrame === perFrame - 1) await frame();
    }
    reply.end();
    await frame();
  }

  shown() {
    return this.#driver.shown(this.#element);
  }

  /** How far it is scrolled away from the end, in pixels: what is above may change its size meanwhile. */
  distance() {
    const { scrollHeight, scrollTop } = this.#driver.scrollerOf(this.#element);
    return scrollHeight - scrollTop;
  }

  /** What the history was made of belongs to the page, and goes. */
  forget() {
    this.#history = [];
  }
}
