import { profileMeanings } from "./profiles.ts";
import { explore, hold, lackOf, suite } from "./suite.ts";

/**
 * `npm run conformance -- ws://host/path`: holds the suite against any server, one line for each promise. Ends with 1 where one is broken.
 */
const [url = ""] = process.argv.slice(2);
if (!/^wss?:\/\/[^?#]+$/.test(url)) {
  console.error(`Usage: npm run conformance -- ws://host/path

The server has to run the handler that PROTOCOL.md describes under "Dialogues", at that path with its defaults. What needs
other settings is asked at the same path, a slash and a name, where a chat answers there:
${Object.entries(profileMeanings)
  .map(([name, meaning]) => `  /${name}  ${meaning}`)
  .join("\n")}`);
  process.exit(2);
}

const target = await explore(url).catch((error: Error) => {
  console.error(`No ws-chat.v1 answers at ${url}: ${error.message}`);
  return process.exit(2);
});
const figures = { passed: 0, failed: 0, "not applicable": 0 };
let part: string | undefined;
for (const check of suite) {
  if (check.part !== part) console.log(`\n${(part = check.part)}`);
  const lack = lackOf(target, check);
  const wrong = lack === undefined ? await hold(target, check).then(() => undefined, messageOf) : undefined;
  const mark = lack !== undefined ? "--" : wrong === undefined ? "ok" : "NO";
  console.log(`  ${mark}  ${check.title}${lack ? ` (not applicable: ${lack})` : ""}`);
  if (wrong !== undefined) console.log(`      ${wrong.replaceAll("\n", "\n      ")}`);
  figures[lack !== undefined ? "not applicable" : wrong === undefined ? "passed" : "failed"] += 1;
}
console.log(
  `\n${Object.entries(figures)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ")}`,
);
process.exitCode = figures.failed === 0 ? 0 : 1;

/** Without the drawing that Node makes of a difference. */
function messageOf(error: Error): string {
  return error.message.split("\n\n", 1)[0] ?? "";
}
