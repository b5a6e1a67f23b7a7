import { Launcher } from "chrome-launcher";

/**
 * The Chromium that tests drive: CHROME_PATH, else an installed one, else the npm-shipped one of `test/runtimes`.
 * @returns {Promise<{ executablePath: string, args: string[] } | undefined>}
 */
export async function findChrome() {
  const executablePath = process.env.CHROME_PATH ?? installed();
  if (executablePath) return { executablePath, args: flags };
  try {
    const { npmChromium } = await import("../runtimes/chromium.mjs");
    return {
      executablePath: await npmChromium(),
      args: [...flags, "--no-zygote", "--in-process-gpu", "--disable-webgl"],
    };
  } catch {
    return undefined;
  }
}

function installed() {
  try {
    return Launcher.getFirstInstallation();
  } catch {
    return undefined;
  }
}

// The background flags and the resolver rule keep a test browser from looking anywhere but at this machine.
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
  "--host-resolver-rules=MAP site.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];
