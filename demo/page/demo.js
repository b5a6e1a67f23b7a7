const state = document.querySelector("[role=status]");
const countdown = document.querySelector(".countdown");
const wire = document.querySelector(".wire");
const buttons = [...document.querySelectorAll("button[data-outage]")];
const words = {
  network: { down: "Cut the network", up: "Mend the network" },
  server: { down: "Kill the server", up: "Start the server" },
};
let latest;

document.querySelector("#echo").renderMessage = ({ from, text }) =>
  from.role === "visitor" ? `You sent: ${text}` : undefined;

const bot = document.querySelector("#bot");
for (const question of bot.querySelectorAll("button")) {
  question.addEventListener("click", () => {
    void bot.send(question.textContent);
    bot.focus();
  });
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    const name = button.dataset.outage;
    void fetch(`/control/${name}/${latest?.endsAt[name] ? "up" : "down"}`, { method: "POST" });
  });
}

const events = new EventSource("/control/state");
events.onmessage = ({ data }) => {
  const wasCut = latest?.endsAt.network;
  latest = JSON.parse(data);
  // A browser says so when its network is back; this network is not the browser's own.
  if (wasCut && !latest.endsAt.network) window.dispatchEvent(new Event("online"));
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
  const isUp = { network: latest && !endsAt.network, server: latest && pid !== undefined };
  for (const button of buttons) {
    const name = button.dataset.outage;
    button.disabled = !latest || (name === "server" && !pid && !endsAt.server);
    setText(button, words[name][endsAt[name] ? "up" : "down"]);
    wire.dataset[name] = isUp[name] ? "up" : "down";
  }
  const [said, until] = sentence(endsAt, pid);
  setText(state, said);
  setText(countdown, until ? `Back in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s.` : "");
}

/** What is up, and when it will be where it is not. */
function sentence({ network, server }, pid) {
  if (!latest) return ["The demo itself is gone. Start it again with npm start."];
  if (network && server) return ["The network is cut and the server is dead.", Math.max(network, server)];
  if (network) return ["The network is cut.", network];
  if (server) return ["The server is dead.", server];
  if (!pid) return ["A new server starts."];
  const chats = [...document.querySelectorAll("ws-chat:defined")];
  if (chats.every(({ status }) => status.state === "online")) return [`All is well. The server is process ${pid}.`];
  return [`Process ${pid} is up; the chats find it soon.`];
}

/** A live region speaks at each change, so nothing is written that is there already. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
