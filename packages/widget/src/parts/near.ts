import type { CreatePart } from "./part.ts";

/** How far below or above the window a chat is made ready, in heights of it. */
const margin = "100%";

/** Has a chat in the page wait until the reader comes near it. A launcher waits for itself. */
export const create: CreatePart = (host, frame) => {
  const nearing = new IntersectionObserver(
    (entries) => {
      if (host.launcher || !entries.some((entry) => entry.isIntersecting)) return;
      nearing.disconnect();
      frame.isNeeded = () => true;
      host.requestUpdate();
    },
    { rootMargin: margin },
  );
  return { connected: () => nearing.observe(host), disconnected: () => nearing.disconnect(), update() {} };
};
