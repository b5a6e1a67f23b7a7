import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { openBrowser } from "./browser.mjs";
import { shown } from "./plot.mjs";
import { writeSection } from "./report.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const root = new URL("../", import.meta.url);
const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

/** Each on the least page that its documentation has, with nobody to talk to. Built files are whole: what they depend on is in them. */
const peers = [
  {
    name: "deep-chat",
    version: dependencies["deep-chat"],
    html: `<script type="module" src="/deep-chat/dist/deepChat.bundle.js"></script><deep-chat connect='{"url":"/chat"}'></deep-chat>`,
  },
  {
    name: "vue-advanced-chat",
    version: "2.1.2",
    html: `<script src="/vue-advanced-chat/dist/vue-advanced-chat.umd.js"></script>
      <script>window["vue-advanced-chat"].register()</script><vue-advanced-chat></vue-advanced-chat>`,
  },
  {
    name: "@n8n/chat",
    version: "1.37.0",
    html: `<link href="/n8n-chat/dist/style.css" rel="stylesheet">
      <script type="module">
        import { createChat } from "/n8n-chat/dist/chat.bundle.es.js";
        createChat({ webhookUrl: "/chat" });
      </script>`,
  },
  {
    name: "botframework-webchat",
    version: "4.18.1",
    html: `<script src="/botframework-webchat/dist/webchat.js"></script><div id="chat"></div>
      <script>
        const directLine = { activity$: { subscribe: () => ({ unsubscribe() {} }) }, connectionStatus$: { subscribe: () => ({ unsubscribe() {} }) } };
        WebChat.renderWebChat({ directLine }, document.getElementById("chat"));
      </script>`,
  },
];

/** What a page fetches for a chat: ours chunk by chunk, the peers' in all. */
export async function reportSizes() {
  const chunks = JSON.parse(readFileSync(new URL(".size-limit.json", root), "utf8"));
  const ours = chunks.map(({ name, path }) => ({
    title: name,
    bytes: gzipped(readFileSync(new URL(path, root))),
    requests: 1,
  }));
  const theirs = await fetchedBy(peers.filter(isPacked));
  const [inline] = ours;
  const budget = Number.parseInt(chunks[0].limit, 10);
  const isMet = inline.bytes <= budget;
  writeSection("widget-sizes", {
    verdicts: [
      `**${isMet ? "Met" : "Missed"}**: an inline chat fetches ${kilobytes(inline.bytes)}, the budget is ${kilobytes(budget)}.`,
    ],
    head: ["", "requests", "gzip", "ws-chat.js is"],
    rows: [...ours, ...theirs].map(({ title, requests, bytes, isPeer }) => [
      title,
      `${requests}`,
      kilobytes(bytes),
      isPeer ? `${(inline.bytes / bytes).toFixed(2)}x` : "",
    ]),
    bars: {
      title: "What a page fetches for a chat",
      unit: "KB gzipped, less is better",
      groups: [
        {
          bars: [{ ...inline, title: "ws-chat", isOurs: true }, ...theirs].map(({ title, bytes, isOurs }) => ({
            title,
            figure: bytes / 1_024,
            isOurs,
          })),
        },
      ],
    },
  });
}

const packages = temporaryFolder();
const folderOf = (name) => name.replace("@", "").replace("/", "-");

/** The package alone, as published: its built files need nothing beside it. */
function isPacked({ name, version }) {
  const folder = join(packages, folderOf(name));
  mkdirSync(folder);
  try {
    const options = { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    const archive = execFileSync("npm", ["pack", "--silent", `${name}@${version}`], options).trim();
    execFileSync("tar", ["xzf", archive, "--strip-components=1", "--exclude=*.map", "--exclude=stats.json"], options);
    return true;
  } catch (error) {
    console.log(`${name}: left out, ${error.message.split("\n")[0]}`);
    return false;
  }
}

async function fetchedBy(present) {
  const browser = await openBrowser({
    pages: Object.fromEntries(present.map((peer) => [`/${peer.name}`, `<!doctype html>${peer.html}`])),
    folders: Object.fromEntries(
      present.map(({ name }) => [folderOf(name), pathToFileURL(`${join(packages, folderOf(name))}/`)]),
    ),
  });
  try {
    const results = [];
    for (const { name, version } of present) {
      const files = new Map();
      const page = await browser.open(`/${name}`, (page) => {
        page.on("response", (response) => {
          const { pathname } = new URL(response.url());
          if (response.ok() && pathname.startsWith(`/${folderOf(name)}/`)) files.set(pathname, response.buffer());
        });
      });
      await page.waitForNetworkIdle();
      const bodies = await Promise.all(files.values());
      const bytes = bodies.reduce((sum, body) => sum + gzipped(body), 0);
      console.log(`sizes, ${name}: ${[...files.keys()].join(" ")}`);
      results.push({ title: `${name} ${version}`, requests: bodies.length, bytes, isPeer: true });
      await page.close();
    }
    return results;
  } finally {
    await browser.close();
  }
}

function gzipped(body) {
  return gzipSync(body, { level: 9 }).length;
}

function kilobytes(bytes) {
  return `${shown(bytes / 1_024)} KB`;
}
