import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const sourceCondition = "@ws-chat/source";

/**
 * Packs every workspace as npm would publish it: without the workspace's own export condition, which only leads
 * tools to sources, and with the licence and the sources beside it. Wants a build.
 * @param {string} destination folder for the tarballs
 * @returns {{ name: string, tarball: string }[]}
 */
export function packAll(destination) {
  mkdirSync(destination, { recursive: true });
  const stage = mkdtempSync(join(tmpdir(), "ws-chat-stage-"));
  try {
    const staged = globSync("packages/*/package.json").map((manifest) => stagePackage(join(manifest, ".."), stage));
    const { status, stdout, stderr } = spawnSync(
      "npm",
      ["pack", "--json", "--ignore-scripts", "--pack-destination", resolve(destination), ...staged],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`npm pack: ${stderr}`);
    return Object.values(JSON.parse(stdout)).map(({ name, filename }) => ({
      name,
      tarball: resolve(destination, filename),
    }));
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function stagePackage(folder, stage) {
  const target = join(stage, basename(folder));
  cpSync(folder, target, { recursive: true, filter: (path) => !path.includes("node_modules") });
  cpSync("LICENSE", join(target, "LICENSE"));
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const entry of Object.values(manifest.exports ?? {})) delete entry[sourceCondition];
  // Source maps lead to the sources, so those come along.
  manifest.files = [...manifest.files, "!**/.tsbuildinfo", "src", "!**/*.{test,test-d,test-support}.*"];
  writeFileSync(join(target, "package.json"), JSON.stringify(manifest, undefined, 2));
  return target;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { tarball } of packAll(process.argv[2] ?? ".")) console.log(tarball);
}
