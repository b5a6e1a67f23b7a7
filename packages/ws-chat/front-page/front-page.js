const lines = document.querySelector("#lines");
const chat = document.querySelector("ws-chat");
const endpoint = new URL(chat.getAttribute("url"), location.href);
endpoint.protocol = endpoint.protocol.replace("http", "ws");
lines.textContent = `<script type="module" src="${location.origin}/ws-chat.js"></script>\n<ws-chat url="${endpoint}"></ws-chat>`;

for (const button of document.querySelectorAll("li > button")) {
  // The clipboard is there on localhost and https: only; elsewhere the button stays hidden.
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2000);
  });
}
