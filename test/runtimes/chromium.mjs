import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Unpacks the npm-shipped Chromium (Linux on x64 only), makes this process's environment fit for starting it, and gives its path. */
export async function npmChromium() {
  // It unpacks the shared libraries that it needs only where it believes itself in this environment.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x";
  const before = process.env.TMPDIR;
  const folder = join(tmpdir(), `npm-chromium-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true });
  process.env.TMPDIR = folder;
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    const path = await chromium.executablePath();
    process.env.FONTCONFIG_FILE ??= fontConfig(folder);
    return path;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** Its own configuration looks for its fonts in /tmp/fonts alone, and without any font it aborts at the first text. */
function fontConfig(folder) {
  const file = join(folder, "fonts.conf");
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts")}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`,
  );
  return file;
}
