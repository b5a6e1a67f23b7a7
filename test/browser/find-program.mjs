import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of `names` that can be run: a name on the PATH, or a path. */
export function findProgram(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => (name.includes("/") ? name : folders.map((folder) => join(folder, name))))
    .find(canRun);
}

function canRun(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
