import type { CreatePart } from "./part.ts";

/** "(3) " before the page's title while three messages wait to be read. */
export const create: CreatePart = (host, frame) => {
  let shown = "";

  function show(count: string): void {
    // The page may have given itself another title meanwhile.
    const title = document.title.startsWith(shown) ? document.title.slice(shown.length).trim() : document.title;
    shown = count;
    const next = `${count} ${title}`.trim();
    if (document.title !== next) document.title = next;
  }

  return {
    update: () => show(host.isConnected && host.titleCount && frame.unread ? `(${frame.unread})` : ""),
    disconnected: () => show(""),
  };
};
