import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone when this process is, however that ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "ws-chat-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
