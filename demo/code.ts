/** What the page shows to be copied: the files themselves, so that nothing there can differ from what runs. */
const files: Readonly<Record<string, string>> = {
  "echo.ts": "kinds/echo.ts",
  "model.ts": "kinds/model.ts",
  "choices.ts": "kinds/choices.ts",
  "people.ts": "kinds/people.ts",
  "one-line.ts": "kinds/one-line.ts",
  "inbox.ts": "inbox/inbox.ts",
  "node.js": "servers/plain-node.js",
  "express.js": "servers/express.js",
  "fastify.js": "servers/fastify.js",
  "hono-node.js": "servers/node.js",
  "hono-bun.js": "servers/bun.js",
  "hono-deno.js": "servers/deno.js",
  "cloudflare.js": "servers/cloudflare/worker.js",
  "wrangler.jsonc": "servers/cloudflare/wrangler.jsonc",
  "react.tsx": "../examples/react/src/app.tsx",
  "vue.vue": "../examples/vue/src/app.vue",
};

/** Where the code of that name lies; `undefined` where there is none. */
export function fileOfCode(name: string): URL | undefined {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  return file === undefined ? undefined : new URL(file, import.meta.url);
}
