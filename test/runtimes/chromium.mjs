import { mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Unpacks the npm-shipped Chromium (Linux on x64 only) and gives its path. */
export async function npmChromium() {
  // It unpacks the shared libraries that it needs only where it believes itself in this environment.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x";
  const before = process.env.TMPDIR;
  const folder = join(tmpdir(), `npm-chromium-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true });
  process.env.TMPDIR = folder;
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    return await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
