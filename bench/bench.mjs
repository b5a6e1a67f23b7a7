/** `npm run bench` runs all of them, `npm run bench -- echo` one. */
const benches = { echo: () => import("./echo.mjs") };

const [name] = process.argv.slice(2);
if (name !== undefined && !Object.hasOwn(benches, name)) {
  console.error(`There is no bench "${name}"; there are ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}
for (const [each, load] of Object.entries(benches)) {
  if (name !== undefined && name !== each) continue;
  const { run } = await load();
  await run();
}
