import { describe } from "./frames.js";
import { hints } from "./frame-hints.js";
import "./wire-tap.js";

const maxRows = 500;
const dock = document.querySelector(".inspector");
const [handle, pause, clear] = dock.querySelectorAll("button");
const [type, chat] = dock.querySelectorAll("select");
const list = dock.querySelector("ol");
const count = dock.querySelector(".count");
const latest = dock.querySelector(".latest");
const rowTemplate = dock.querySelector("template");
const clock = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });
let seen = 0;

window.addEventListener("wire", ({ detail }) => {
  if (isOn(pause)) return;
  const told = describe(detail);
  const row = rowOf(told);
  const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
  list.append(row);
  if (list.children.length > maxRows) list.firstElementChild.remove();
  offer(type, told.type);
  offer(chat, told.chat);
  filter(row);
  seen += 1;
  count.textContent = seen.toLocaleString("en");
  latest.textContent = `${told.type} ${told.chat}`;
  if (isAtEnd) list.scrollTop = list.scrollHeight;
});

handle.addEventListener("click", () => open(!isOn(handle, "aria-expanded")));
document.querySelector("a[href='#frames']").addEventListener("click", (event) => {
  event.preventDefault();
  open(true);
  handle.focus();
});
pause.addEventListener("click", () => pause.setAttribute("aria-pressed", !isOn(pause)));
clear.addEventListener("click", () => list.replaceChildren());
dock.addEventListener("change", () => {
  for (const row of list.children) filter(row);
  list.scrollTop = list.scrollHeight;
});
// What a frame says is written down only for who wants to read it.
list.addEventListener("toggle", ({ target }) => target.open && unfold(target), { capture: true });

function open(isOpen) {
  handle.setAttribute("aria-expanded", isOpen);
  document.documentElement.classList.toggle("inspecting", isOpen);
  list.scrollTop = list.scrollHeight;
}

/** @type {WeakMap<Element, ReturnType<typeof describe>>} */
const told = new WeakMap();

function rowOf(about) {
  const row = rowTemplate.content.firstElementChild.cloneNode(true);
  const { at, way, type, chat, via, gist, size } = about;
  const isWire = way === "wire";
  Object.assign(row.dataset, { way, type, chat });
  const cells = {
    time: clock.format(at),
    way: { in: "from the server", out: "to the server", wire: "the wire" }[way],
    type,
    chat,
    via: via === "http" ? "HTTP" : "",
    gist: gist.slice(0, 200),
    size: isWire ? "" : `${size} B`,
  };
  for (const [name, text] of Object.entries(cells)) row.querySelector(`.${name}`).textContent = text;
  told.set(row, about);
  return row;
}

function unfold(details) {
  const [hint, anchor] = hints[details.parentElement.dataset.type] ?? [];
  const { whole } = told.get(details.parentElement);
  const [about, code] = [details.querySelector("p"), details.querySelector("pre")];
  about.hidden = !hint;
  about.querySelector("span").textContent = hint ?? "";
  about.querySelector("a").href = `/protocol#${anchor}`;
  code.hidden = !whole;
  code.textContent = whole;
}

function filter(row) {
  row.hidden =
    (type.value !== "" && row.dataset.type !== type.value) || (chat.value !== "" && row.dataset.chat !== chat.value);
}

/** Adds a choice, in its place of the alphabet. */
function offer(select, value) {
  const [, ...options] = select.options;
  if (options.some((option) => option.value === value)) return;
  select.insertBefore(new Option(value), options.find((option) => option.value > value) ?? null);
}

function isOn(button, name = "aria-pressed") {
  return button.getAttribute(name) === "true";
}
