const heardMs = 10_000;

/** In the one live region, by hand: what draws it would bring a second Lit, and with it a second policy. */
export function say(root: ParentNode, words: string): void {
  const line = document.createElement("p");
  line.textContent = words;
  root.querySelector("#announcer")?.append(line);
  setTimeout(() => line.remove(), heardMs);
}
