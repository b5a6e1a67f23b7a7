import { chromeLauncher } from "@web/test-runner-chrome";
import puppeteer from "puppeteer-core";
import { findChrome } from "./find-chrome.mjs";
import { findProgram } from "./find-program.mjs";
import { endWithThisProcess } from "./process-group.mjs";
import { WebKitLauncher } from "./webkit-launcher.mjs";

/**
 * The engines that every test of the browser suite runs in. Each is looked for when asked; one that is not there says why in
 * `missing`. One page at a time in each, because only the one in front gets frames.
 * @returns {Promise<{ name: string, packages: string[], missing?: string, launcher?: object }[]>}
 */
export async function findEngines() {
  return [await findChromium(), findFirefox(), findWebKit()];
}

async function findChromium() {
  const engine = { name: "Chromium", packages: ["chromium"] };
  const chrome = await findChrome();
  if (!chrome) return { ...engine, missing: "no Chrome or Chromium is installed; CHROME_PATH can name one" };
  const { executablePath, args } = chrome;
  return {
    ...engine,
    launcher: chromeLauncher({ concurrency: 1, puppeteer, launchOptions: { executablePath, args } }),
  };
}

function findFirefox() {
  const engine = { name: "Firefox", packages: ["firefox-esr"] };
  const executablePath =
    process.env.FIREFOX_PATH ??
    findProgram("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox");
  if (!executablePath) return { ...engine, missing: "no Firefox is installed; FIREFOX_PATH can name one" };
  // Without the variable Firefox ignores the preference that keeps it from asking its maker for settings.
  const env = { ...process.env, MOZ_REMOTE_SETTINGS_DEVTOOLS: "1" };
  return { ...engine, launcher: launcherOf({ browser: "firefox", executablePath, env }) };
}

function findWebKit() {
  const engine = { name: "WebKitGTK", packages: ["webkit2gtk-driver", "xvfb"] };
  const absent = ["WebKitWebDriver", "Xvfb"].filter((program) => !findProgram(program));
  if (absent.length > 0) return { ...engine, missing: `no ${absent.join(" and no ")} on the PATH` };
  return { ...engine, launcher: new WebKitLauncher() };
}

function launcherOf(launchOptions) {
  return chromeLauncher({ concurrency: 1, puppeteer: { launch }, launchOptions });
}

/** Puppeteer ends only every other of several browsers when its process ends. */
async function launch(options) {
  const browser = await puppeteer.launch(options);
  endWithThisProcess(browser.process()?.pid);
  return browser;
}
