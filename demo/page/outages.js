import { linkedChats } from "./links.js";

const bar = document.querySelector(".bar");
const status = bar.querySelector("[role=status]");
const countdown = bar.querySelector(".countdown");
const wire = bar.querySelector(".wire");
const buttons = [...bar.querySelectorAll("[data-outage]")];
const transports = { websocket: "by WebSocket", http: "by HTTP" };
let latest;

for (const button of buttons) {
  button.addEventListener("click", () => {
    const name = button.dataset.outage;
    void fetch(`/control/${name}/${latest?.endsAt[name] ? "up" : "down"}`, { method: "POST" });
  });
}

const events = new EventSource("/control/state");
events.onmessage = ({ data }) => {
  const before = latest?.endsAt;
  latest = JSON.parse(data);
  // A browser says so when its network is back; this network is not the browser's own.
  const isBack = ["network", "websocket"].some((name) => before?.[name] && !latest.endsAt[name]);
  const stages = [...document.querySelectorAll("iframe")].map(({ contentWindow }) => contentWindow);
  if (isBack) for (const page of [window, ...stages]) page.dispatchEvent(new Event("online"));
  show();
};
events.onerror = () => {
  latest = undefined;
  show();
};
document.addEventListener("ws-chat-status", show);
setInterval(show, 1000);

function show() {
  const { endsAt = {}, pid } = latest ?? {};
  for (const button of buttons) {
    const name = button.dataset.outage;
    button.disabled = !latest || (name === "server" && !pid && !endsAt.server);
    button.toggleAttribute("data-down", Boolean(endsAt[name]));
  }
  Object.assign(wire.dataset, {
    network: latest && !endsAt.network ? "up" : "down",
    server: latest && pid !== undefined ? "up" : "down",
    slow: Boolean(endsAt.slow),
  });
  const [said, until] = sentence(endsAt, pid);
  setText(status, said);
  setText(countdown, until ? `Over in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s.` : "");
}

/** What is up, and when it will be where it is not. */
function sentence({ network, server, slow, websocket }, pid) {
  if (!latest) return ["The demo itself is gone. Start it again with npm start."];
  if (network && server)
    return ["The network is cut and the server is dead. Mend both, or wait.", Math.max(network, server)];
  if (network) return ["The network is cut. Mend it, or wait.", network];
  if (server) return ["The server is dead. Start it, or wait.", server];
  if (!pid) return ["A new server starts."];
  const chats = linkedChats();
  const isOnline = chats.every(({ status }) => status?.state === "online" || status?.state === "idle");
  const used = new Set(chats.map(({ transport }) => transport));
  const ways = Object.keys(transports)
    .filter((name) => used.has(name))
    .map((name) => transports[name])
    .join(" and ");
  if (websocket)
    return [`WebSocket is blocked. ${isOnline ? `The chats talk ${ways}.` : "The chats look for a way."}`, websocket];
  if (slow) return [`Slow: each piece takes 0.7 s. The chats talk ${ways}.`, slow];
  if (!isOnline) return [`Process ${pid} is up; the chats find it soon.`];
  return [`All is well: process ${pid}${ways && `, ${ways}`}.`];
}

/** A live region speaks at each change, so nothing is written that is there already. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
