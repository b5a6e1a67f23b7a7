import { createCodeBlock, fetchCode } from "./code-block.js";

const section = document.querySelector("#servers");
const tabs = [...section.querySelectorAll("[role=tab]")];
const panel = section.querySelector("[role=tabpanel]");

for (const tab of tabs) tab.addEventListener("click", () => choose(tab));
section.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const at = tabs.indexOf(event.target);
  const next =
    { Home: tabs[0], End: tabs.at(-1) }[event.key] ?? (step && tabs[(at + step + tabs.length) % tabs.length]);
  if (!next) return;
  event.preventDefault();
  next.focus();
  void choose(next);
});
void choose(tabs[0]);

async function choose(chosen) {
  for (const tab of tabs) {
    tab.ariaSelected = tab === chosen;
    tab.tabIndex = tab === chosen ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", chosen.id);
  const names = chosen.dataset.code.split(" ");
  const texts = await Promise.all(names.map(fetchCode));
  if (!chosen.matches("[aria-selected=true]")) return;
  panel.replaceChildren(...names.map((name, at) => createCodeBlock(name, texts[at]).block));
}
