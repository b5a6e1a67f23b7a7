import type { State } from "./accessibility-tree-states.ts";

/** What is said of the others in a room, which is nothing that anybody is interrupted for. */
export const peopleStates: Readonly<Record<string, State>> = {
  "others who are there, and have read": {
    show: async ({ client, mount, settled, chat }) => {
      client.show(client.item("Is it open?", { delivery: { state: "sent" }, seq: 1 }));
      await mount();
      const others = ["Anna", "Ben"].map((name) => ({ id: `v:${name}`, role: "visitor", name }));
      client.set({
        people: {
          "": { type: "presence", users: [{ id: "v:me", role: "visitor" }, ...others], total: 4 },
          "v:Anna": { type: "read", user: "v:Anna", seq: 1 },
        },
      });
      while (!chat.shadowRoot?.querySelector(".read")) await settled();
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        - Anna , Ben , and 1 other are here
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: You: Is it open? 3 Mar 2025, 14:05
            - Read by Anna
        composer`,
  },
};
