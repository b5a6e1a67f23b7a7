/** A module is at `/late/503/…` or `/late/portal/…` from the second time on that it is asked for there. */
export function late() {
  const asked = new Set();
  return (context, next) => {
    const [, how] = /^\/late\/(\w+)\//.exec(context.path) ?? [];
    if (!how) return next();
    const isFirst = !asked.has(context.path);
    asked.add(context.path);
    // Whoever has to sign in before they get a network is shown where, in place of all that they ask for.
    context.type = isFirst && how === "portal" ? "html" : "js";
    context.body = "export const words = 'here';";
    if (isFirst && how === "503") context.status = 503;
    context.set("Cache-Control", "no-store");
  };
}
