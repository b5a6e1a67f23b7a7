import "./kinds.js";
import "./looks.js";
import "./outages.js";
import "./servers.js";

document.querySelector("#echo").renderMessage = ({ from, text }) =>
  from.role === "visitor" ? `You sent: ${text}` : undefined;

document.addEventListener("click", ({ target }) => {
  const bot = target.closest("#bot [slot=empty] button")?.closest("ws-chat");
  if (!bot) return;
  void bot.send(target.textContent);
  bot.focus();
});
