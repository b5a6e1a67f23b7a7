import type { WsChat } from "@ws-chat/widget";
import "@ws-chat/widget/define";
import { equal } from "./assert.ts";
import { FakeClient } from "./fake-client.ts";

describe("a <ws-chat> with a client of the page's own", () => {
  const launched: Partial<WsChat> = { launcher: true, open: true, titleCount: true };
  for (const [form, given] of Object.entries({ inline: {}, "a launcher": launched })) {
    it(`leaves nothing in the page and with the client, a hundred times: ${form}`, async () => {
      const client = new FakeClient();
      client.show(client.item("https://example.com/"));
      const { title } = document;
      const nodes = document.body.querySelectorAll("*").length;
      for (let round = 0; round < 100; round++) {
        const chat = Object.assign(document.createElement("ws-chat"), { client, ...given });
        document.body.append(chat);
        await chat.updateComplete;
        chat.hide();
        await chat.updateComplete;
        chat.remove();
      }
      await new Promise(requestAnimationFrame);
      equal(client.listening, 0);
      equal(document.body.querySelectorAll("*").length, nodes);
      equal(document.title, title);
      // The client is the page's to open and to end.
      equal(client.calls, []);
    });
  }
});
