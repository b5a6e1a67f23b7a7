import { openBrowser } from "./browser.mjs";
import { isQuick, pace } from "./pace.mjs";
import { shown } from "./plot.mjs";
import { verdict, writeSection } from "./report.mjs";
import { takeTurns } from "./turns.mjs";
import { reportSizes } from "./widget-sizes.mjs";

const contestants = [
  { title: "ws-chat", name: "ws-chat" },
  // Of a longer conversation it removes the oldest again, one by one.
  { title: "deep-chat", name: "deep-chat", most: 4_000 },
];
/** What nobody can go below. */
const bare = { title: "a bare `<div>`", name: "bare" };
const counts = { append: pace(1_000, 50), open: pace(10_000, 300), tokens: pace(2_000, 100), turns: pace(200, 20) };
const tokensPerFrame = 4;
const turnPx = 400;
const longMs = 50;
const limit = 0.5;

/**
 * Each in a page of its own. `prepare` is not measured; `rounds` where it is not the usual number; `holds` is how many messages are there afterwards, where
 * so many are shown; `floor` is compared as well.
 */
const scenes = [
  {
    name: "mount",
    title: "mounted, its script included",
    floor: bare,
    rounds: pace(9, 1),
    act: (page) => inPage(page, async (scenes) => [await scenes.load(), await scenes.mount()]),
  },
  {
    name: "append",
    title: `${many(counts.append)} appended one by one`,
    floor: bare,
    prepare: mount,
    act: (page) => inPage(page, (scenes, count) => scenes.append(count), counts.append),
    holds: counts.append,
  },
  {
    name: "stream",
    title: `${many(counts.tokens)} tokens streamed into one message`,
    floor: bare,
    prepare: mount,
    act: (page) =>
      inPage(page, (scenes, count, perFrame) => scenes.stream(count, perFrame), counts.tokens, tokensPerFrame),
    isSmooth: true,
  },
  {
    name: "open",
    title: `${many(counts.open)} opened`,
    rounds: 1,
    prepare: async (page) => {
      await inPage(page, (scenes) => scenes.load());
      await inPage(page, (scenes, count) => scenes.prepare(count), counts.open);
    },
    act: (page, shown) => inPage(page, (scenes, count) => scenes.open(count), shown),
    holds: counts.open,
    isSmooth: true,
    next: {
      name: "scroll",
      title: `${many(counts.open)} scrolled by wheel`,
      act: turnWheel,
      isSmooth: true,
      hasOwnBudget: true,
    },
  },
];

/** `<ws-chat>` beside deep-chat: what the main thread does, its longest task, and what stays in the heap. */
export async function run() {
  const folders = {
    pages: new URL("pages/", import.meta.url),
    "ws-chat": new URL("../packages/ws-chat/dist/", import.meta.url),
    "deep-chat": new URL("./", import.meta.resolve("deep-chat")),
  };
  const browser = await openBrowser({ pages: { "/": page }, folders });
  try {
    const results = [];
    for (const scene of scenes) results.push(...(await play(browser, scene)));
    report(results, browser.version);
  } finally {
    await browser.close();
  }
  await reportSizes();
}

const page = `<!doctype html><meta charset="utf-8"><title>bench</title>
<style>ws-chat, deep-chat { display: block; block-size: 600px; inline-size: 400px; }</style>
<script type="module">
  import { Scenes } from "/pages/scenes.js";
  globalThis.scenes = await Scenes.open(location.search.slice(1));
</script>`;

async function play(browser, scene) {
  const { rounds = pace(3, 1), next } = scene;
  const parts = next ? [scene, next] : [scene];
  const medians = await takeTurns({
    name: `widget, ${scene.name}`,
    contestants: allIn(scene),
    rounds,
    measure: async ({ name, most = Infinity }) => {
      const tab = await browser.open(`/?${name}`);
      tab.session = await tab.createCDPSession();
      await tab.session.send("Performance.enable", { timeDomain: "threadTicks" });
      try {
        await tab.waitForFunction("globalThis.scenes");
        const base = await heapOf(tab);
        await scene.prepare?.(tab);
        const figures = {};
        for (const part of parts) {
          const holds = part.holds && Math.min(part.holds, most);
          Object.assign(figures, await measure(tab, { ...part, holds }, base));
        }
        return figures;
      } finally {
        await tab.close();
      }
    },
  });
  return parts.map((part) => ({
    ...part,
    figures: medians.map((each) => {
      const of = (what) => each[`${part.name} ${what}`];
      return { script: of("script"), layout: of("layout"), task: of("task"), longest: of("longest"), heap: of("heap") };
    }),
  }));
}

async function measure(tab, { name, act, holds }, base) {
  await tab.tracing.start({ categories: ["toplevel"] });
  const before = await timesOf(tab);
  await act(tab, holds);
  const after = await timesOf(tab);
  const longest = longestTask(await tab.tracing.stop());
  const count = await inPage(tab, (scenes) => scenes.shown());
  if (holds !== undefined && count < holds) throw new Error(`${name}: ${count} of ${holds} messages are there`);
  await inPage(tab, (scenes) => scenes.forget());
  const ms = (...metrics) => metrics.reduce((sum, metric) => sum + (after[metric] - before[metric]) * 1_000, 0);
  return {
    [`${name} script`]: ms("ScriptDuration"),
    [`${name} layout`]: ms("LayoutDuration", "RecalcStyleDuration"),
    [`${name} task`]: ms("TaskDuration"),
    [`${name} longest`]: longest,
    [`${name} heap`]: ((await heapOf(tab)) - base) / 1e6,
  };
}

/** CPU time of the main thread so far, by what it was spent on, in seconds: others on the machine do not count. */
async function timesOf(tab) {
  const { metrics } = await tab.session.send("Performance.getMetrics");
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** In milliseconds of CPU time, of a main thread. The browser's own report of long tasks counts what others on the machine take, too. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace));
  const thread = ({ pid, tid }) => `${pid} ${tid}`;
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(thread),
  );
  const tasks = traceEvents.filter((event) => event.ph === "X" && mains.has(thread(event)));
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1_000), 0);
}

/** What is left after a collection, the DOM's own objects included. */
async function heapOf(tab) {
  await tab.session.send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize = 0 } = await tab.session.send("Runtime.getHeapUsage");
  return usedSize + embedderHeapUsedSize;
}

async function mount(tab) {
  await inPage(tab, (scenes) => scenes.load());
  await inPage(tab, (scenes) => scenes.mount());
}

/** Up, as a reader goes who looks for something, a turn of the wheel each frame. */
async function turnWheel(tab) {
  const start = await inPage(tab, (scenes) => scenes.distance());
  await tab.mouse.move(200, 300);
  for (let turn = 0; turn < counts.turns; turn += 1) {
    await tab.mouse.wheel({ deltaY: -turnPx });
    await inPage(tab, () => new Promise(requestAnimationFrame));
  }
  const distance = (await inPage(tab, (scenes) => scenes.distance())) - start;
  if (distance < turnPx) throw new Error(`the wheel has moved it by ${distance} px`);
}

/** Runs `act` in the page, with its scenes. */
function inPage(tab, act, ...args) {
  return tab.evaluate(`(${act})(globalThis.scenes, ...${JSON.stringify(args)})`);
}

function many(count) {
  return count.toLocaleString("en");
}

function allIn({ floor }) {
  return floor ? [...contestants, floor] : contestants;
}

function report(results, browser) {
  const verdicts = results
    .filter(({ hasOwnBudget }) => !hasOwnBudget)
    .map(({ title, figures: [ours, theirs] }) =>
      verdict(`${title}, main thread against deep-chat`, { ratio: ours.task / theirs.task, limit }),
    );
  const smooth = results.filter(({ isSmooth }) => isSmooth);
  for (const { title, figures } of smooth) verdicts.push(smoothness(title, figures[0].longest));
  writeSection("widget", {
    verdicts: isQuick ? [] : verdicts,
    head: ["", "", "script", "style and layout", "main thread in all", "ours is", "longest task", "heap more"],
    rows: results.flatMap(({ title, figures, ...scene }) =>
      allIn(scene).map((contestant, at) => [
        at === 0 ? title : "",
        contestant.title,
        ...[figures[at].script, figures[at].layout, figures[at].task].map((ms) => `${shown(ms)} ms`),
        at > 0 ? `${(figures[0].task / figures[at].task).toFixed(2)}x` : "",
        `${shown(figures[at].longest)} ms`,
        `${figures[at].heap.toFixed(1)} MB`,
      ]),
    ),
    bars: {
      title: "The element: time of the main thread",
      unit: "ms, less is better; each group has its own scale",
      hasScales: true,
      groups: results.map(({ title, figures, ...scene }) => ({
        title,
        bars: allIn(scene).map((contestant, at) => ({
          title: contestant.title,
          figure: figures[at].task,
          isOurs: at === 0,
        })),
      })),
    },
    peers: ["deep-chat"],
    also: [browser],
  });
}

function smoothness(title, longest) {
  return `**${longest <= longMs ? "Met" : "Missed"}**: ${title}, the longest task ${shown(longest)} ms, the budget is ${longMs} ms.`;
}
