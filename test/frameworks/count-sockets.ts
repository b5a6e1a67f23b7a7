import type { Page } from "puppeteer-core";

/** Counts the WebSockets that a page has open, as the browser knows them. */
export async function countSockets(page: Page): Promise<{ are(count: number): Promise<void> }> {
  const session = await page.createCDPSession();
  const open = new Set<string>();
  let changed = () => {};
  session.on("Network.webSocketCreated", ({ requestId }) => {
    open.add(requestId);
    changed();
  });
  session.on("Network.webSocketClosed", ({ requestId }) => {
    open.delete(requestId);
    changed();
  });
  await session.send("Network.enable");
  return {
    /** Resolves once there are `count`. */
    async are(count) {
      while (open.size !== count) await new Promise<void>((resolve) => (changed = resolve));
    },
  };
}
