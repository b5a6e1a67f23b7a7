import { createCodeBlock } from "./code-block.js";
import { languages } from "./languages.js";
import { createStage } from "./stage.js";

const form = document.querySelector("#looks form");
const { elements } = form;
const frame = document.querySelector("#looks iframe");
const snippet = createCodeBlock("What runs here");
const stage = createStage(frame, { shown: snippet.show, loaded: apply });

form.querySelector(".snippet").append(snippet.block);
for (const [tag, { name }] of Object.entries(languages)) {
  const option = new Option(name, tag);
  option.lang = tag;
  elements.language.append(option);
}
// Who picks a colour wants to see it.
elements.accent.addEventListener("input", () => {
  elements["own-accent"].checked = true;
});
elements.open.addEventListener("click", () => stage.toggle());
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", apply);
apply();

function apply() {
  const [shape, width, placement, theme, scheme, language] = [
    "form",
    "width",
    "placement",
    "theme",
    "scheme",
    "language",
  ].map((name) => elements[name].value);
  form.dataset.form = shape;
  frame.dataset.width = width;
  const accent = elements["own-accent"].checked ? elements.accent.value : "";
  stage.show({ isLauncher: shape === "launcher", placement, theme, scheme, accent, language, ...languages[language] });
}
