import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packAll } from "./pack.mjs";
import { run } from "./run.mjs";
import { scriptFiles } from "./script-files.mjs";

/** Script-tag files are fetched by pages, not imported by programs, and have no types. */
const untyped = { "ws-chat": scriptFiles };

/** What a registry's users would stumble over: publint reads each tarball, attw resolves its types as TypeScript would. */
const folder = mkdtempSync(join(tmpdir(), "ws-chat-packages-"));
const packed = packAll(folder);
let failed = false;
try {
  for (const { name, tarball } of packed) {
    const { messages, pkg } = await publint({
      pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
      strict: true,
    });
    for (const message of messages) console.error(`${name}: ${formatMessage(message, pkg)}`);
    failed ||= messages.length > 0;
    const attw = ["--profile", "esm-only", "--no-emoji", "--no-definitely-typed", "--format", "ascii"];
    attw.push(tarball, ...(untyped[name] ? ["--exclude-entrypoints", ...untyped[name]] : []));
    if ((await run("attw", ["--quiet", ...attw])) !== 0) {
      await run("attw", attw);
      failed = true;
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${packed.length} packages looked at`);
process.exitCode = failed ? 1 : 0;
