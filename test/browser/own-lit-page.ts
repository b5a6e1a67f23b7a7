import { html, render } from "lit";
import { FakeClient } from "./fake-client.ts";

const { dataset } = document.documentElement;
dataset["violations"] = dataset["errors"] = "";
addEventListener("securitypolicyviolation", ({ violatedDirective, sample }) => {
  dataset["violations"] += `${violatedDirective}: ${sample}; `;
});
addEventListener("error", ({ error }) => {
  dataset["errors"] += `${error}; `;
});

const words = "The page's own";
render(html`<p>${words}</p>`, document.body);

const client = new FakeClient();
client.show(client.item("> Its **Markdown**\n\n- `one`\n\n```js\ntwo\n```", { format: "markdown" }));
client.show(client.item("Ours: https://example.com/", { quickReplies: [{ text: "Yes" }] }));
for (const launcher of [false, true]) {
  document.body.append(
    Object.assign(document.createElement("ws-chat"), { client, launcher, open: launcher, titleCount: true }),
  );
}
