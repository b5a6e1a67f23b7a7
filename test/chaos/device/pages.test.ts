import { createChat, type Chat } from "@ws-chat/server";
import { createMemoryLog } from "@ws-chat/server/memory";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../packages/client/src/runtime.test-support.ts";
import { entriesOf } from "../chat-server.ts";
import { seeds } from "../runs.ts";
import { tally, unharmed } from "../tally.ts";
import { VirtualDevice } from "./virtual-device.ts";
import { VirtualPage } from "./virtual-page.ts";
import { VirtualTime } from "./virtual-time.ts";

const steps = 150;
/** Lives for each seed of the other chaos tests: one takes a tenth of a second. */
const lives = 10;
const mostPages = 5;

/** What a person and their device may do to the pages of a chat, with how likely each is. */
class Life {
  readonly device: VirtualDevice;
  readonly pages: VirtualPage[] = [];
  readonly discarded = new Set<string>();
  readonly #random: () => number;

  constructor(device: VirtualDevice) {
    this.device = device;
    this.#random = device.random;
  }

  open(memory?: VirtualPage["sessionStorage"]): void {
    this.pages.push(new VirtualPage(this.device, `p${this.pages.length}`, memory));
  }

  async step(): Promise<void> {
    const { time, pages } = this.device;
    const awake = [...pages].filter((page) => !page.isFrozen);
    const page = awake[Math.floor(this.#random() * awake.length)];
    if (!page) return this.open();
    let luck = this.#random();
    for (const [chance, act] of this.#acts) {
      luck -= chance;
      if (luck >= 0) continue;
      await act(page);
      break;
    }
    const [oldest] = pages;
    if (pages.size > mostPages) oldest?.leave();
    await time.pass(this.#random() * (this.#random() < 0.1 ? 7_000 : 120));
  }

  readonly #acts: readonly (readonly [chance: number, act: (page: VirtualPage) => unknown])[] = [
    [0.45, (page) => page.say()],
    [0.06, (page) => page.loseNetwork()],
    [0.05, (page) => this.#reload(page)],
    [0.04, (page) => this.#crash(page)],
    [0.03, (page) => page.leave()],
    [0.04, (page) => this.#goOn(page)],
    [0.05, () => this.#goBack()],
    [0.04, (page) => this.#hangUp(page)],
    [0.03, (page) => this.#discard(page)],
    [0.03, () => this.open()],
  ];

  async #reload(page: VirtualPage): Promise<void> {
    page.leave();
    await this.device.time.pass(this.#random() * 20);
    this.open(page.sessionStorage);
  }

  #crash(page: VirtualPage): void {
    page.crash();
    if (this.#random() < 0.5) this.open(page.sessionStorage);
  }

  #goOn(page: VirtualPage): void {
    page.freeze();
    if (this.#random() < 0.5) this.open(page.sessionStorage);
  }

  /** From whichever page has taken the tab meanwhile. */
  #goBack(): void {
    const frozen = [...this.device.pages].find((page) => page.isFrozen);
    if (!frozen) return;
    for (const page of this.device.pages) {
      if (page !== frozen && page.sessionStorage === frozen.sessionStorage) page.leave();
    }
    frozen.thaw();
  }

  async #hangUp(page: VirtualPage): Promise<void> {
    if (this.#random() < 0.5) page.say();
    page.client.disconnect();
    if (this.#random() < 0.5) await this.device.time.pass(this.#random() * 8_000);
    if (this.#random() < 0.5) page.say();
    page.client.connect();
  }

  #discard({ client }: VirtualPage): void {
    for (const item of client.getSnapshot().items) {
      if (item.type !== "message" || item.delivery?.state !== "queued") continue;
      this.discarded.add(item.message.text);
      client.discard(item.key);
      return;
    }
  }

  /** The network is good again, nothing more happens, and somebody looks in. */
  async calmDown(): Promise<void> {
    this.device.isCalm = true;
    for (const page of this.device.pages) {
      if (page.isFrozen) page.thaw();
      page.client.connect();
    }
    for (let visits = 0; visits < 2; visits += 1) {
      this.open();
      await this.device.time.pass(150_000);
    }
  }
}

async function live(seed: number, hasLocks: boolean): Promise<{ life: Life; texts: string[]; chat: Chat }> {
  const time = new VirtualTime();
  const log = createMemoryLog();
  const limits = { rate: { perSecond: 20, burst: 10 } };
  const chat = createChat({ clock: time, log, limits, onMessage: () => {} });
  const life = new Life(new VirtualDevice({ time, chat, random: seededRandom(seed), hasLocks }));
  // The first to write decides who they all are.
  life.open();
  life.pages[0]?.say();
  await time.pass(2_000);
  for (let step = 0; step < steps; step += 1) await life.step();
  await life.calmDown();
  const texts = (await entriesOf(log, "lobby")).map((entry) => entry.text);
  return { life, texts, chat };
}

describe.each([
  { name: "with locks", hasLocks: true },
  { name: "without locks", hasLocks: false },
])("the pages of a device $name that are left, cached, closed and killed", ({ hasLocks }) => {
  it.for(seeds.flatMap((seed) => Array.from({ length: lives }, (_, at) => seed * 1_000 + at)))(
    "lose, repeat and reorder none of what was said on each (seed %i)",
    { timeout: 60_000 },
    async (seed, { onTestFinished }) => {
      const { life, texts, chat } = await live(seed, hasLocks);
      onTestFinished(() => chat.close());
      const { pages, discarded, device } = life;
      expect.soft(texts.length).toBe(new Set(texts).size);
      for (const { name, said } of pages) {
        // What was discarded may have been on its way.
        const due = said.filter((text) => !discarded.has(text) || texts.includes(text));
        const stored = texts.filter((text) => text.startsWith(`${name}.`));
        expect.soft(tally(due, stored), `of ${name}`).toBe(unharmed);
      }
      for (const { name, client } of device.pages) {
        const { items, pending } = client.getSnapshot();
        const seqs = items.map((item) => (item.type === "message" ? item.message.seq : undefined));
        expect.soft(pending, `waiting in ${name}`).toBe(0);
        expect.soft(seqs, `shown in ${name}`).toEqual([...new Set(seqs)].toSorted((a = 0, b = 0) => a - b));
      }
      expect.soft([...device.kept.keys()].filter((key) => key.includes(" outbox "))).toEqual([]);
      expect(pages.flatMap(({ said }) => said).length).toBeGreaterThan(30);
    },
  );
});
