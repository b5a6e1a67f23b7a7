import { executeServerCommand } from "@web/test-runner-commands";
import type { WsChat } from "@ws-chat/widget";
import "@ws-chat/widget/define";
import { FakeClient } from "./fake-client.ts";

type Given = Partial<
  Pick<WsChat, "client" | "heading" | "greeting" | "strings" | "renderMessage" | "disabled" | "url" | "uploads">
>;

/**
 * Where nobody listens. Not the tests' own server: Firefox lets pages wait, up to a minute, before it opens a WebSocket to where one has just
 * failed, and the tests have one to theirs.
 */
export const nowhere = "ws://127.0.0.1:65001/nowhere";

/** A `<ws-chat>` in the page, found and used as a person does: by role and label, with real keys. */
export class ChatHarness {
  readonly element: WsChat;
  readonly client: FakeClient;

  private constructor(element: WsChat, client: FakeClient) {
    this.element = element;
    this.client = client;
  }

  static async open(
    given: Given = {},
    client = new FakeClient(),
    element = document.createElement("ws-chat"),
  ): Promise<ChatHarness> {
    document.body.append(Object.assign(element, { client, ...given }));
    const chat = new ChatHarness(element, client);
    if (!document.hasFocus()) throw new Error("the browser has the keyboard: a test before left the page with Tab");
    await chat.settled();
    return chat;
  }

  /** What the client said is on the page, and the browser has laid it out. */
  async settled(): Promise<void> {
    await this.element.updateComplete;
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await this.element.updateComplete;
  }

  /** A running reply is there, and with it the code for what messages have beside their text. */
  async enriched(): Promise<void> {
    do await this.settled();
    while (!this.all("button", "Stop").length);
  }

  all(role: string, name?: string | RegExp): HTMLElement[] {
    return findAll(this.element, role, name);
  }

  get(role: string, name?: string | RegExp): HTMLElement {
    const found = this.all(role, name);
    const [first] = found;
    if (!first || found.length > 1) throw new Error(`${found.length} ${role}s named ${name}, expected 1`);
    return first;
  }

  get field(): HTMLTextAreaElement {
    const field = this.get("textbox");
    if (!(field instanceof HTMLTextAreaElement)) throw new Error("the field is no textarea");
    return field;
  }

  /** What scrolls. */
  get scroller(): HTMLElement {
    return this.get("group", "Messages");
  }

  /** Each line of the conversation as it is read out. */
  lines(): string[] {
    return this.all("listitem").map((line) => wordsOf(line));
  }

  /** What is visible or read, in one line. */
  text(): string {
    return wordsOf(this.element.shadowRoot ?? this.element);
  }

  isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - clientHeight - scrollTop < 2;
  }

  async type(text: string): Promise<void> {
    this.element.focus();
    await executeServerCommand("keys", { type: text });
  }

  async press(keys: string): Promise<void> {
    await executeServerCommand("keys", { press: keys });
    await this.settled();
  }

  async scrollTo(top: number): Promise<void> {
    this.scroller.scrollTop = top;
    await this.settled();
  }

  /** Scrolls as a reader does, between two frames, so that its event comes first in the next. */
  async scrollBy(distance: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.scroller.scrollTop += distance;
  }

  /** The next frame is as it will be seen: the observers of sizes, the element's among them, have had their say. */
  async painted(): Promise<void> {
    await new Promise(requestAnimationFrame);
    await new Promise<void>((resolve) => {
      const sizes = new ResizeObserver(() => {
        sizes.disconnect();
        resolve();
      });
      sizes.observe(this.element);
    });
  }

  close(): void {
    this.element.remove();
  }
}

const selectors: Readonly<Record<string, string>> = {
  button: "button",
  heading: "h2",
  link: "a[href]",
  progressbar: "progress",
  textbox: "textarea",
  region: "section",
};

export function findAll(host: Element, role: string, name?: string | RegExp): HTMLElement[] {
  const found = host.shadowRoot?.querySelectorAll<HTMLElement>(
    `${selectors[role] ?? "none"}:not([role]), [role=${role}]`,
  );
  return [...(found ?? [])].filter((element) => matches(nameOf(element), name));
}

const nameOf = (element: Element): string =>
  element.getAttribute("aria-label") ?? (wordsOf(element) || (element.getAttribute("title") ?? ""));
const matches = (text: string, name: string | RegExp | undefined): boolean =>
  name === undefined || (typeof name === "string" ? text === name : name.test(text));

/** Text as assistive technology gets it: nothing that is hidden from it, single spaces. */
export function wordsOf(node: Node): string {
  return collect(node).replaceAll(/\s+/g, " ").trim();
}

function collect(node: Node): string {
  if (node instanceof Element && node.getAttribute("aria-hidden") === "true") return "";
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
  const display = node instanceof HTMLElement ? getComputedStyle(node).display : "inline";
  if (display === "none") return "";
  const gap = display === "inline" ? "" : " ";
  return gap + [...node.childNodes].map(collect).join("") + gap;
}
