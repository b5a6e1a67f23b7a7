#!/usr/bin/env node
// In the repository npm links a command whose file is there at the installation, when nothing is built yet.
import { readFileSync } from "node:fs";

// An old Node gets this far, and is told what it lacks rather than what it stumbles over first.
const { engines } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const least = engines.node.slice(">=".length);
const isOlder = process.version.slice(1).localeCompare(least, "en", { numeric: true }) < 0;
if (isOlder) {
  console.warn(`ws-chat: needs Node ${least} or newer; this is ${process.version}`);
  process.exitCode = 1;
} else await import("./dist/command.js");
