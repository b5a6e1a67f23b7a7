/**
 * Whether what a test needs is on this machine. Where it is not, the skip is printed with its reason; under CI=true, which
 * installs everything, it is a failure.
 * @example describe.skipIf(!requires("wscat", existsSync(wscat), "npm install"))("wscat", …)
 */
export function requires(what: string, isHere: boolean, remedy: string): boolean {
  if (isHere) return true;
  const reason = `${what} is not here; to get it: ${remedy}`;
  if (process.env.CI === "true") throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
  return false;
}
