import type { WsChat } from "@ws-chat/widget";
import "@ws-chat/widget/define";
import { FakeClient, rosa } from "./fake-client.ts";

/** A page with one `<ws-chat>` whose client does what a script says, for tests that look at it from outside. */
export interface Stage {
  readonly client: FakeClient;
  readonly rosa: typeof rosa;
  readonly chat: WsChat;
  /** What the live region was given, in order. */
  readonly said: string[];
  /** The element as it is asked for, with a conversation to follow. */
  mount(given?: Partial<WsChat>): Promise<void>;
  /** The visitor writes `text` and sends it. */
  write(text: string): Promise<void>;
  /** What was asked for is drawn, and so is what came of that. */
  settled(): Promise<void>;
}

declare global {
  // A property of the window has to be a `var`.
  var stage: Stage;
}

const said: string[] = [];
const chat = document.createElement("ws-chat");
// Long ago at a fixed hour, so that days and times are the same in every run.
const client = new FakeClient(Date.UTC(2025, 2, 3, 14, 5));

/** Hears what comes into a live region, as assistive technology does: not where that is hidden. */
function listen(): void {
  const { shadowRoot } = chat;
  if (!shadowRoot) return;
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (!(target instanceof Element) || !target.matches("[role=log], [role=status]") || !target.checkVisibility())
        continue;
      said.push(...[...addedNodes].map((node) => node.textContent ?? ""));
    }
  }).observe(shadowRoot, { childList: true, subtree: true });
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await chat.updateComplete;
    await new Promise(requestAnimationFrame);
  }
}

globalThis.stage = {
  client,
  rosa,
  chat,
  said,
  settled,
  async mount(given = {}) {
    listen();
    document.body.append(Object.assign(chat, { client, heading: "Rosa's bakery", ...given }));
    await settled();
  },
  async write(text) {
    const field = chat.shadowRoot?.querySelector("textarea");
    if (!field) throw new Error("no field");
    field.value = text;
    field.dispatchEvent(new Event("input"));
    await settled();
    field.form?.requestSubmit();
  },
};
