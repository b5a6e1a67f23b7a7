#!/usr/bin/env node
// In the repository npm links a command whose file is there at the installation, when nothing is built yet.
import { existsSync, readFileSync } from "node:fs";

// An old Node gets this far, and is told what it lacks rather than what it stumbles over first.
const { engines } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const least = engines.node.slice(">=".length);
const isOlder = process.version.slice(1).localeCompare(least, "en", { numeric: true }) < 0;
const command = new URL("dist/command.js", import.meta.url);
const lacks = isOlder
  ? `needs Node ${least} or newer; this is ${process.version}`
  : !existsSync(command) && "is not built yet; in the repository: npm run build";
if (lacks) {
  console.warn(`ws-chat: ${lacks}`);
  process.exitCode = 1;
} else await import(command.href);
