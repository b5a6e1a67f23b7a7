import { createCodeBlock, fetchCode } from "./code-block.js";
import { link } from "./links.js";
import { markupOf } from "./markup.js";

/** Chats that are there before they are seen, for who comes to them by the keyboard. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) unpack(target);
  },
  { rootMargin: "50%" },
);
const inView = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) target.querySelectorAll("ws-chat").forEach(link);
  },
  { threshold: 0.2 },
);

for (const place of document.querySelectorAll(".live")) {
  showCode(place);
  near.observe(place);
}
document.addEventListener("focusin", ({ target }) => target.localName === "ws-chat" && link(target));

/** Puts a chat on the page, which is when it opens its link. */
function unpack(place) {
  near.unobserve(place);
  const template = place.querySelector("template");
  template?.replaceWith(template.content);
  place.querySelectorAll("ws-chat").forEach(link);
  inView.observe(place);
}

/** Beside each chat, what it consists of: the element, and the file that the server runs. */
function showCode(place) {
  const codes = place.closest(".kind")?.querySelector(".codes");
  if (!codes) return;
  const source = place.querySelector("template")?.content ?? place;
  codes.append(createCodeBlock("The page", [...source.children].map(markupOf).join("\n")).block);
  const { code } = codes.dataset;
  if (!code) return;
  const server = createCodeBlock("The server");
  codes.append(server.block);
  void fetchCode(code).then(server.show);
}
