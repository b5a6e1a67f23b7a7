import type { State } from "./accessibility-tree-states.ts";

/** Of what messages have around them. */
export const messageStates: Readonly<Record<string, State>> = {
  "authors with pictures and roles: a role is said once for a group, a picture not at all": {
    show: async ({ client, mount }) => {
      const avatar = "/none.png";
      await mount();
      client.receive("Good morning.", { from: { id: "r", name: "Rosa", role: "operator", avatar } });
      client.receive("Two loaves left.", { from: { id: "r", name: "Rosa", role: "operator", avatar } });
      client.receive("Noted.", { from: { id: "b", name: "Till", role: "bot" } });
      client.receive("Me too!", { from: { id: "u", name: "Ben", role: "user" } });
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: Good morning. 3 Mar 2025, 14:05
            listitem: Rosa: Two loaves left. 3 Mar 2025, 14:05
            listitem: Bot Till: Noted. 3 Mar 2025, 14:05
            listitem: Ben: Me too! (copy) 3 Mar 2025, 14:05
        composer`,
    heard: ["Rosa: Good morning.", "Rosa: Two loaves left.", "Till: Noted.", "Ben: Me too!"],
  },
  "what the system says is nobody's": {
    show: async ({ client, mount }) => {
      await mount();
      client.receive("Rosa has joined.", { from: { id: "s", name: "System", role: "system" } });
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Rosa has joined. 3 Mar 2025, 14:05
        composer`,
    heard: ["Rosa has joined."],
  },
  "a message in Markdown, copied: its marks are neither met nor heard": {
    show: async ({ client, chat, mount }) => {
      await mount();
      client.receive("It is **ready**: [see](https://example.com/)", { format: "markdown" });
      const button = async (): Promise<HTMLElement> => {
        await new Promise(requestAnimationFrame);
        return chat.shadowRoot?.querySelector<HTMLElement>("[part~=copy]") ?? button();
      };
      (await button()).click();
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa: It is
              strong
                - ready
              - :
              link "see" (copy) 3 Mar 2025, 14:05
        composer`,
    heard: ["Rosa: It is ready: see", "Copied"],
  },
};
