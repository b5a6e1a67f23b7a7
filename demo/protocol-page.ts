import { readFileSync } from "node:fs";

const document = new URL("../packages/protocol/PROTOCOL.md", import.meta.url);
const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** PROTOCOL.md as it is written, its headings to be linked to: `/protocol#welcome`. */
export function protocolPage(): string {
  const text = readFileSync(document, "utf8").replace(/[&<>]/g, (character) => entities[character] ?? "");
  const body = text.replace(
    /^(#+) (.*)$/gm,
    (_, { length }: string, title: string) =>
      `</pre><h${length} id="${slug(title)}">${title.replaceAll("`", "")}</h${length}><pre>`,
  );
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <title>The ws-chat.v1 protocol</title>
  <link rel="icon" href="/icon.svg" />
  <link rel="stylesheet" href="/page.css" />
  <link rel="stylesheet" href="/protocol.css" />
  <main><p><a href="/">ws-chat</a></p><pre>${body}</pre></main>
</html>
`;
}

/** As anchors are made of headings everywhere. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
