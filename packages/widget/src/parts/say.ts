import { keptMs } from "../view/announcer.ts";

/** Says `words` in the conversation's one live region, as its announcer does. A part has them said seldom, so that they need no bound. */
export function say(root: ParentNode, words: string): void {
  const line = document.createElement("p");
  line.textContent = words;
  root.querySelector("#announcer")?.append(line);
  setTimeout(() => line.remove(), keptMs);
}
