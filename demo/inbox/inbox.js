const [rows, pane, state] = ["nav", "section", "[role=status]"].map((one) => document.querySelector(one));
const seen = JSON.parse(localStorage.getItem("inbox") ?? "{}");
const rooms = new EventSource("/inbox/rooms");
rooms.onopen = rooms.onerror = window.onhashchange = document.onvisibilitychange = render;
rooms.onmessage = ({ data }) => {
  const { room, name = `Visitor ${room.slice(3, 7)}`, last } = JSON.parse(data);
  const row = rows.children.namedItem(room) ?? document.createElement("a");
  if (!last) return row.remove();
  const [hadFocus, isAnswer] = [row === document.activeElement, last.from.role === "operator"];
  const time = new Date(last.ts).toLocaleTimeString([], { timeStyle: "short" });
  const text = `${name}\n${isAnswer ? `${last.from.name}: ` : ""}${last.text}`;
  Object.assign(row, { id: room, href: `#${room}`, textContent: text, about: { room, heading: name } });
  Object.assign(row.dataset, { initial: [...name][0], time, ts: last.ts, asked: isAnswer ? 0 : last.ts });
  rows.insertBefore(row, [...rows.children].find((other) => other !== row && other.dataset.ts < last.ts) ?? null);
  if (hadFocus) row.focus();
  render();
};

function render() {
  const open = rows.children.namedItem(location.hash.slice(1));
  if (open && !document.hidden) seen[open.id] = Number(open.dataset.ts);
  localStorage.setItem("inbox", JSON.stringify(seen));
  for (const row of rows.children) {
    row.ariaCurrent = row === open;
    row.classList.toggle("unread", row.dataset.asked > (seen[row.id] ?? 0));
  }
  const text = ["Reconnecting …", `${rows.querySelectorAll(".unread").length} unread`, "Signed out"][rooms.readyState];
  if (state.textContent !== text) state.textContent = text;
  document.body.className = `${["down", "up", "out"][rooms.readyState]} ${open ? "reading" : ""}`;
  if (!open || open.chat?.isConnected) return;
  open.chat ??= Object.assign(document.createElement("ws-chat"), { url: "/inbox/chat", ...open.about });
  pane.replaceChildren(pane.firstElementChild, open.chat);
  if (matchMedia("(min-width: 44rem)").matches) requestAnimationFrame(() => open.chat.focus());
}
