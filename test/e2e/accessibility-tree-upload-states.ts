import type { State } from "./accessibility-tree-states.ts";

/** Of pictures and files, in messages and on their way. */
export const uploadStates: Readonly<Record<string, State>> = {
  "messages with files: pictures and files by their names, as links": {
    show: async ({ client, mount }) => {
      await mount();
      const file = { url: "./uploads/x", size: 1_250_000 };
      client.receive("Here they are", {
        attachments: [
          { ...file, name: "bread.png", type: "image/png", url: "/bread.png" },
          { ...file, name: "prices.pdf", type: "application/pdf" },
        ],
      });
      client.receive("", { attachments: [{ ...file, name: "notes.txt", type: "text/plain" }] });
    },
    met: `
      region "Rosa's bakery"
        heading "Rosa's bakery"
        group "Messages"
          list
            listitem: Monday, 3 March 2025
            listitem: Operator Rosa:
              link "bread.png"
              link "prices.pdf 1.3 MB"
              - Here they are (copy) 3 Mar 2025, 14:05
            listitem: Rosa:
              link "notes.txt 1.3 MB"
              - 3 Mar 2025, 14:05
        composer`,
    heard: ["Rosa: Here they are bread.png prices.pdf", "Rosa: notes.txt"],
  },
  "files that go with a message: on their way, refused, and a message that waits for them": {
    show: async ({ client, chat, mount, settled }) => {
      client.set({ features: ["uploads"] });
      await mount({ uploads: true });
      const root = chat.shadowRoot;
      while (!root?.querySelector("[part~=attach]")) await settled();
      const input = root.querySelector("input");
      const field = root.querySelector("textarea");
      if (!input || !field) throw new Error("no field");
      const data = new DataTransfer();
      for (const name of ["a.txt", "b.exe", "c.txt"]) data.items.add(new File(["x".repeat(2_000)], name));
      input.files = data.files;
      input.dispatchEvent(new Event("change"));
      await settled();
      client.uploads[0]?.finish();
      client.uploads[1]?.fail(Object.assign(new Error("Programs are not taken here."), { code: "invalid" }) as never);
      await settled();
      field.form?.requestSubmit();
    },
    met: `
      region "Rosa's bakery"
        group "Messages"
          heading "Rosa's bakery"
          - Write a message to start the conversation.
          list
        form
          list "Files to send"
            listitem: a.txt 2 kB
              button "Remove a.txt"
            listitem: b.exe Programs are not taken here.
              button "Remove b.exe"
            listitem: c.txt 2 kB
              progressbar "c.txt"
              button "Cancel c.txt"
          - Will be sent when all files are uploaded.
          button "Attach files"
          textbox "Message"
          button "Send" disabled
        log live=polite`,
    heard: [
      "Uploading: a.txt, b.exe, c.txt",
      "b.exe: Programs are not taken here.",
      "Will be sent when all files are uploaded.",
    ],
  },
};
