import { writeSync } from "node:fs";
import { createSqliteLog } from "./sqlite.ts";

/** A process that writes to the file it is given and says on stdout what was acknowledged: `<id> <seq>`, a line each. */
const [file = "", mode] = process.argv.slice(2);
const from = { id: "v:ada", role: "visitor" };

try {
  const log = await createSqliteLog({ file });
  writeSync(1, "open\n");
  if (mode === "hold") setInterval(() => {}, 60_000);
  const sayForEver = async (lane: number): Promise<void> => {
    for (let at = 1; ; at += 1) {
      const id = `${lane}-${at}`;
      const appended = await log.append("lobby", { kind: "message", id, from, ts: Date.now(), text: "x".repeat(200) });
      if (appended.outcome === "stored") writeSync(1, `${id} ${appended.entry.seq}\n`);
    }
  };
  if (mode === "burst") for (let lane = 1; lane <= 8; lane += 1) void sayForEver(lane);
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  writeSync(1, `${code}: ${message}\n`);
}
