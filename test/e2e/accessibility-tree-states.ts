import type { Stage } from "../browser/stage-page.ts";

export interface State {
  /** Runs in the page. */
  readonly show: (stage: Stage) => unknown;
  /** What is met on the way through the page, as `readTree` writes it. */
  readonly met: string;
  /** What is said by itself, in order. */
  readonly heard?: readonly string[];
}

/**
 * What a screen reader is told in each state of the element: this is the script, and it is checked. `composer` is a form with an empty field,
 * "Message", and a disabled button, "Send", and behind it the polite live region; `(copy)` is a button, "Copy message".
 */
export const states: Readonly<Record<string, State>> = {
  "empty, with the page's own greeting": {
    show: ({ mount }) => mount({ greeting: "Ask about today's bread." }),
    met: `
      region "Rosa's bakery"
        group "Messages"
          heading "Rosa's bakery"
          - Ask about today's bread.
          list
        composer`,
  },
  "a conversation: who, what and when, and what became of one's own": {
    show: ({ client, mount }) => {
      client.show(
        client.item("Do you have rye?", { delivery: { state: "sent" } }),
        client.item("Two loaves, https://example.com/rye"),
        client.item("👍", { delivery: { state: "sent" } }),
      );
      return mount();
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: You: Do you have rye? 3 Mar 2025, 14:05
            listitem: Operator Rosa: Two loaves,
              link "https://example.com/rye" (copy) 3 Mar 2025, 14:05
            listitem: You: 👍 3 Mar 2025, 14:05
            - Sent
        composer`,
  },
  "new messages: each is said once, though the conversation is drawn again and again": {
    show: async ({ client, mount, settled }) => {
      client.show(client.item("Old"));
      await mount();
      client.receive("Hello");
      client.receive("Still there?", { from: { id: "x", role: "user" } });
      await settled();
      client.set({ typing: [] });
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: Old 3 Mar 2025, 14:05
            listitem: Rosa: Hello 3 Mar 2025, 14:05
            listitem: Reply: Still there? (copy) 3 Mar 2025, 14:05
        composer`,
    heard: ["Rosa: Hello", "Reply: Still there?"],
  },
  "a running reply: nothing is said of its pieces": {
    show: async ({ client, mount, settled }) => {
      await mount();
      const reply = client.stream("It begins");
      await settled();
      reply.write(" with");
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: It begins with 3 Mar 2025, 14:05
              button "Stop"
        composer`,
  },
  "the end of a reply: it is said once, whole": {
    show: async ({ client, mount, settled }) => {
      await mount();
      const reply = client.stream("It begins");
      await settled();
      reply.write(" with flour.");
      await settled();
      reply.end();
      await settled();
      client.set({});
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: It begins with flour. (copy) 3 Mar 2025, 14:05
        composer`,
    heard: ["Rosa: It begins with flour."],
  },
  "somebody is typing": {
    show: ({ client, rosa, mount }) => {
      client.show(client.item("Hello"));
      client.set({ typing: [rosa] });
      return mount();
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: Hello (copy) 3 Mar 2025, 14:05
          - Rosa is typing
        composer`,
  },
  "offline with a queue": {
    show: async ({ client, mount }) => {
      await mount();
      client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
      void client.send("one");
      void client.send("two");
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: You: one 3 Mar 2025, 14:05
            listitem: You: two 3 Mar 2025, 14:05
            - Waiting
        - Offline. 2 messages will be sent when you are back. Next try in … s ·
        button "Try now"
        composer`,
    heard: ["Offline. 2 messages will be sent when you are back."],
  },
  "online again": {
    show: async ({ client, mount, settled }) => {
      await mount();
      client.set({ status: { state: "waiting", downSince: 0, retryAt: Date.now() + 60_000 } });
      await settled();
      client.set({ status: { state: "online" } });
    },
    met: `
      region "Rosa's bakery"
        group "Messages"
          heading "Rosa's bakery"
          - Write a message to start the conversation.
          list
        composer`,
    heard: ["Offline.", "Back online."],
  },
  "a message that failed, with its reason and what can be done": {
    show: async ({ client, mount, write }) => {
      await mount();
      await write("A poem");
      client.refuse(client.getSnapshot().items[0]?.key ?? "", "forbidden", "No poems.");
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: You: A poem 3 Mar 2025, 14:05 Not sent ·
              button "Retry"
              - ·
              button "Discard"
              - No poems.
        composer`,
    heard: ["Not sent. No poems."],
  },
  "no reply came, and a reply that was cut off": {
    show: async ({ client, mount }) => {
      await mount();
      client.receive("It be", { status: "interrupted" });
      client.receive("", { status: "no-reply" });
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: It be (copy) 3 Mar 2025, 14:05 Interrupted
            listitem: Rosa: No reply came. 3 Mar 2025, 14:05
              button "Retry"
        composer`,
    heard: ["Rosa: It be", "Rosa: No reply came."],
  },
  "a text that is too long": {
    show: async ({ client, mount, write }) => {
      client.set({ textBytes: 4 });
      await mount();
      await write("Sunflower");
    },
    met: `
      region "Rosa's bakery"
        group "Messages"
          heading "Rosa's bakery"
          - Write a message to start the conversation.
          list
        form
          textbox "Message" invalid (5 characters too long.)
          button "Send" disabled
          - 5 characters too long.
        log live=polite`,
    heard: ["5 characters too long."],
  },
  "stopped by the server": {
    show: ({ client, mount }) => {
      client.set({ status: { state: "stopped", code: 4401, message: "not signed in" } });
      return mount();
    },
    met: `
      region "Rosa's bakery"
        group "Messages"
          heading "Rosa's bakery"
          - Write a message to start the conversation.
          list
        - Disconnected: \u2068not signed in\u2069.
        button "Try now"
        composer`,
    heard: ["Disconnected: \u2068not signed in\u2069."],
  },
  "unread: new messages came while the reader was further up": {
    show: async ({ client, chat, mount, settled }) => {
      chat.style.height = "200px";
      client.show(client.item("Flour"), client.item("Water"), client.item("Salt"));
      await mount();
      chat.shadowRoot?.querySelector("[part=messages]")?.scrollTo(0, 0);
      await settled();
      await settled();
      client.receive("Fresh from the oven");
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: Flour 3 Mar 2025, 14:05
            listitem: Rosa: Water 3 Mar 2025, 14:05
            listitem: Rosa: Salt 3 Mar 2025, 14:05
            listitem: Rosa: Fresh from the oven (copy) 3 Mar 2025, 14:05
        button "1 new message"
        composer`,
    heard: ["Rosa: Fresh from the oven"],
  },
  disabled: {
    show: ({ client, mount }) => {
      client.show(client.item("We are closed."));
      return mount({ disabled: true });
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: We are closed.
              button "Copy message" disabled
              - 3 Mar 2025, 14:05
        form
          textbox "Message" disabled
          button "Send" disabled
        log live=polite`,
  },
  "quick replies, below the newest message": {
    show: ({ client, mount }) => {
      client.show(
        client.item("Shall I put one aside?", {
          quickReplies: [{ text: "Yes", value: "yes, please" }, { text: "No" }],
        }),
      );
      return mount();
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: Shall I put one aside? (copy) 3 Mar 2025, 14:05
              button "Yes"
              button "No"
        composer`,
  },
  "a gap": {
    show: ({ client, mount }) => {
      client.show(client.item("Before"), { type: "gap", key: "gap" }, client.item("After"));
      return mount();
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: Before 3 Mar 2025, 14:05
            listitem: Some messages are no longer available
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: After (copy) 3 Mar 2025, 14:05
        composer`,
  },
  "history is loading": {
    show: ({ client, mount }) => {
      client.show(client.item("Hello"));
      client.set({ history: "loading" });
      return mount();
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        progressbar "Loading earlier messages"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: Hello (copy) 3 Mar 2025, 14:05
        composer`,
  },
  "history has come: nothing is said of it": {
    show: async ({ client, mount }) => {
      client.older = [client.item("Older")];
      client.show(client.item("Newer"));
      await mount();
      client.set({ history: "more" });
      await client.loadHistory();
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: Older 3 Mar 2025, 14:05
            listitem: Rosa: Newer (copy) 3 Mar 2025, 14:05
        composer`,
  },
  "a launcher, closed": {
    show: ({ mount }) => mount({ launcher: true }),
    met: `
      button "Open chat" expanded=false hasPopup=dialog
      status live=polite`,
  },
  "a launcher, open": {
    show: ({ client, mount }) => {
      client.show(client.item("Hello"));
      return mount({ launcher: true, open: true });
    },
    met: `
      dialog "Rosa's bakery"
        button "Close chat"
        region "Rosa's bakery"
          heading "Rosa's bakery"
          group "Messages"
            list
              listitem: Monday, 3 March 2025
              listitem: Operator Rosa: Hello (copy) 3 Mar 2025, 14:05
          composer
      button "Close chat" expanded hasPopup=dialog
      status live=polite`,
  },
  "a closed launcher with unread messages: their number is said": {
    show: async ({ client, chat, mount, settled }) => {
      client.show(client.item("Hello"));
      await mount({ launcher: true, open: true });
      chat.hide();
      await settled();
      client.receive("Two loaves left");
      client.receive("One loaf left");
    },
    met: `
      button "Open chat, 2 unread messages" expanded=false hasPopup=dialog
      status live=polite`,
    heard: ["2 unread messages"],
  },
  "a launcher, closed again": {
    show: async ({ client, chat, mount, settled }) => {
      client.show(client.item("Hello"));
      await mount({ launcher: true, open: true });
      client.receive("Two loaves left");
      await settled();
      chat.hide();
    },
    met: `
      button "Open chat" expanded=false hasPopup=dialog
      status live=polite`,
    heard: ["Rosa: Two loaves left"],
  },
};
