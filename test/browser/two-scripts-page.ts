import { FakeClient } from "./fake-client.ts";

const { dataset } = document.documentElement;
dataset["violations"] = dataset["errors"] = "";
addEventListener("securitypolicyviolation", ({ violatedDirective, sample }) => {
  dataset["violations"] += `${violatedDirective}: ${sample}; `;
});
for (const type of ["error", "unhandledrejection"]) {
  addEventListener(type, (event) => {
    dataset["errors"] += `${"reason" in event ? String(event.reason) : type}; `;
  });
}

for (const file of location.hash.slice(1).split(",")) await import(`/packages/ws-chat/dist/${file}`);
const client = new FakeClient();
client.show(client.item("Here: https://example.com/", { quickReplies: [{ text: "Yes" }] }));
for (const launcher of [false, true]) {
  document.body.append(Object.assign(document.createElement("ws-chat"), { client, launcher, open: launcher }));
}
