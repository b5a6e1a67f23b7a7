import type { Check } from "./check.ts";
import type { Transport } from "./connect.ts";
import { profileMeanings } from "./profiles.ts";
import { explore, hold, httpOf, lackOf, suites, type Target } from "./suite.ts";

/**
 * `npm run conformance -- ws://host/path`: holds the suite against any server, one line for each promise, by WebSocket and by HTTP; `http://`
 * by HTTP alone. Ends with 1 where a promise is broken.
 */
const [url = ""] = process.argv.slice(2);
if (!/^(ws|http)s?:\/\/[^?#]+$/.test(url)) {
  console.error(`Usage: npm run conformance -- ws://host/path

The server has to run the handler that PROTOCOL.md describes under "Dialogues", at that path with its defaults. What needs
other settings is asked at the same path, a slash and a name, where a chat answers there:
${Object.entries(profileMeanings)
  .map(([name, meaning]) => `  /${name}  ${meaning}`)
  .join("\n")}

http://host/path asks by HTTP alone.`);
  process.exit(2);
}

interface Level {
  readonly name: string;
  readonly transport: Transport;
  readonly url: string;
}

const all: readonly Level[] = [
  { name: "WebSocket", transport: "websocket", url },
  { name: "HTTP", transport: "http", url: httpOf(url) },
];
const marks = { passed: "ok", failed: "NO", "not as recommended": "so", "not applicable": "--" } as const;
const levels = all.slice(url.startsWith("ws") ? 0 : 1);
const summary: string[] = [];
let isBroken = false;
for (const level of levels) {
  const target = await explore(level.url).catch((error: Error) => error);
  if (!(target instanceof Error)) await report(level, target);
  else if (level === levels[0]) {
    console.error(`No ws-chat.v1 answers at ${level.url}: ${target.message}`);
    process.exit(2);
  } else summary.push(`by ${level.name}: not served (${target.message})`);
}
console.log(`\n${summary.join("\n")}`);
process.exitCode = isBroken ? 1 : 0;

async function report({ name, transport }: Level, target: Target): Promise<void> {
  console.log(`\nws-chat.v1 by ${name}`);
  const figures = { passed: 0, failed: 0, "not as recommended": 0, "not applicable": 0 };
  let part: string | undefined;
  for (const check of suites[transport]) {
    if (check.part !== part) console.log(`\n${(part = check.part)}`);
    const lack = lackOf(target, check);
    const wrong = lack === undefined ? await hold(target, check).then(() => undefined, messageOf) : undefined;
    const outcome = lack !== undefined ? "not applicable" : wrong === undefined ? "passed" : missed(check);
    const note = lack !== undefined ? `not applicable: ${lack}` : check.isRecommended && "recommended";
    console.log(`  ${marks[outcome]}  ${check.title}${note ? ` (${note})` : ""}`);
    if (wrong !== undefined) console.log(`      ${wrong.replaceAll("\n", "\n      ")}`);
    figures[outcome] += 1;
  }
  isBroken ||= figures.failed > 0;
  const counts = Object.entries(figures).map(([what, count]) => `${count} ${what}`);
  summary.push(`by ${name}: ${counts.join(", ")}`);
}

function missed({ isRecommended }: Check): keyof typeof marks {
  return isRecommended ? "not as recommended" : "failed";
}

/** Without the drawing that Node makes of a difference. */
function messageOf(error: Error): string {
  return error.message.split("\n\n", 1)[0] ?? "";
}
