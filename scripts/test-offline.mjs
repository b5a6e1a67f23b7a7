import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { run } from "./run.mjs";

/** `npm run test:offline`: `npm test` where nothing but the loopback is, on Linux. It can fetch nothing, so `npm test` has to have run before. */
const again = ["node", "scripts/test-offline.mjs", "--inside"];
if (process.argv.includes("--inside")) {
  const reached = await whatIsReached();
  if (reached) console.error(`There is a network here: ${reached}`);
  process.exitCode = reached ? 1 : await run("npm", ["test"]);
} else {
  // Only a root of its own may set up the loopback of a network of its own.
  process.exitCode = await run("unshare", [
    "--map-root-user",
    "--net",
    "sh",
    "-c",
    `ip link set lo up && ${again.join(" ")}`,
  ]);
}

async function whatIsReached() {
  const interfaces = Object.keys(networkInterfaces());
  if (interfaces.join() !== "lo") return `interfaces ${interfaces.join(", ") || "none, not even lo"}`;
  // Of the addresses for documentation (RFC 5737): where there is any way out, this one leads there.
  const socket = connect({ host: "192.0.2.1", port: 80 });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(1_000) });
    return "192.0.2.1 answers";
  } catch ({ code }) {
    return code === "ENETUNREACH" ? undefined : `192.0.2.1 gives ${code}`;
  } finally {
    socket.destroy();
  }
}
