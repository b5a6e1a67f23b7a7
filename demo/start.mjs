import { existsSync } from "node:fs";

// Plain JavaScript, so that an old Node gets this far and says what it lacks.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 21)) {
  fail(`the demo needs Node 22.21; this is ${process.version}. \`npm start\` brings its own`);
}
if (!existsSync(new URL("../packages/ws-chat/dist/ws-chat.js", import.meta.url))) {
  fail("the demo is not built yet; `npm start` builds and starts it");
}
process.removeAllListeners("warning");
const { startDemo } = await import("./demo.ts");
try {
  const demo = await startDemo(Number(process.env.PORT || 8888));
  console.log(`The demo is at ${demo.url}/\nStop it with Ctrl+C.`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => demo.close());
} catch (error) {
  fail(
    error.code === "EADDRINUSE"
      ? `port ${error.port} is taken; free it, or take another: PORT=${error.port + 1} npm start`
      : error,
  );
}

function fail(reason) {
  console.error(reason instanceof Error ? reason : `ws-chat: ${reason}`);
  process.exit(1);
}
