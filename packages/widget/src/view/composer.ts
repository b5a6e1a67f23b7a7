import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ControllerHost } from "../controller.ts";
import type { BoxStrings } from "../strings.ts";
import { alertIcon, sendIcon } from "./icons.ts";

/** The field and its form. The draft lives in the field, and in the tab until it is sent. */
export interface Composer {
  focus(options?: FocusOptions): void;
  /** Forgets the draft. */
  clear(): void;
  render(options: ComposerOptions): TemplateResult;
  /** What `render` returned is there. */
  rendered(): void;
}

interface ComposerHost extends ControllerHost {
  readonly url: string | undefined;
  readonly room: string | undefined;
  readonly shadowRoot: ShadowRoot | null;
}
interface ComposerActions {
  /** Returns whether it took the text. */
  readonly submit: (text: string) => boolean;
  readonly announce: (text: string) => void;
  /** Others may know that the visitor is writing, or has stopped. */
  readonly typing: (on: boolean) => void;
}
interface ComposerOptions {
  readonly placeholder: string;
  readonly disabled: boolean;
  /** Longest text that can be sent, UTF-8 bytes. */
  readonly textBytes: number;
  readonly strings: BoxStrings;
}

/** More than a field shows of its text at once. */
const mirrorChars = 1e4;

export function createComposer(host: ComposerHost, { submit, announce, typing }: ComposerActions): Composer {
  let isEmpty = true;
  /** By how many characters the text is too long. */
  let excess = 0;
  /** Of the last render; before the first there is no field to hear from. */
  let options: ComposerOptions;
  /** Where the draft in the field belongs. */
  let place: string | undefined;

  const key = (): string => `ws-chat draft ${host.url} ${host.room ?? ""}`;
  const field = (): HTMLTextAreaElement | null | undefined =>
    host.shadowRoot?.querySelector<HTMLTextAreaElement>("#field");

  function onInput(): void {
    measure();
    typing(!isEmpty);
    // A client of the page's own has no place that names it. Where the tab may keep nothing, the field does.
    if (host.url) attempt(() => (sessionStorage[key()] = field()?.value));
  }

  function measure(): void {
    const { value = "", parentElement: grow } = field() ?? {};
    // Extensions put things of their own beside a field.
    const mirror = grow?.querySelector(".mirror");
    const text = value.trim();
    // The mirror shares the field's cell and gives it its height; a last empty line needs something on it.
    if (mirror) mirror.textContent = `${value.slice(0, mirrorChars)}\u200B`;
    isEmpty = !text;
    excess = excessOf(text, options.textBytes);
    host.requestUpdate();
  }

  function clear(): void {
    const full = field();
    if (full) full.value = "";
    onInput();
  }

  /** To the page, a key that is typed in here is not typed in a field, and may mean "search" or "next". */
  function keepFromPage(event: KeyboardEvent): void {
    // Browsers and extensions that fill in forms tell of keys without a name.
    if (/^.$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) event.stopPropagation();
  }

  function onKeydown(event: KeyboardEvent): void {
    keepFromPage(event);
    // 229 is what engines report while an input method has the key, Safari even after `compositionend`.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    field()?.form?.requestSubmit();
  }

  function onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const from = field();
    if (!from) return;
    const text = from.value.trim();
    if (excess) announce(options.strings.tooLong(excess));
    else if (text && submit(text)) clear();
    from.focus();
  }

  return {
    rendered() {
      const here = key();
      const full = place === here ? undefined : field();
      if (!full) return;
      place = here;
      const draft = attempt<string>(() => sessionStorage[here]) ?? "";
      if (draft === full.value) return;
      full.value = draft;
      measure();
    },
    clear,
    focus: (options) => field()?.focus(options),
    render(next) {
      options = next;
      const { placeholder, disabled, strings } = options;
      const trouble = excess ? strings.tooLong(excess) : "";
      return html`<form class="composer" part="composer" @submit=${onSubmit}>
        <slot name="composer-start"></slot>
        <div class="box" part="box">
          <div class="grow">
            <textarea
              id="field"
              part="field"
              rows="1"
              enterkeyhint="send"
              placeholder=${placeholder}
              aria-label=${placeholder}
              aria-invalid=${trouble ? "true" : nothing}
              aria-describedby=${trouble ? "excess" : nothing}
              ?disabled=${disabled}
              @input=${onInput}
              @keydown=${onKeydown}
              @keypress=${keepFromPage}
              @keyup=${keepFromPage}
            ></textarea>
            <div class="mirror" aria-hidden="true"></div>
          </div>
          <button class="send" part="send" aria-label=${strings.send} ?disabled=${disabled || isEmpty || !!trouble}>
            ${sendIcon}
          </button>
        </div>
        <slot name="composer-end"></slot>
        ${trouble ? html`<div id="excess" class="failed excess" part="trouble">${alertIcon}<span .textContent=${trouble}></span></div>` : nothing}
      </form>`;
    },
  };
}

/** How many characters of `text` do not fit into `max` bytes. */
function excessOf(text: string, max: number): number {
  if (text.length * 3 <= max) return 0;
  return text.length - new TextEncoder().encodeInto(text, new Uint8Array(max)).read;
}

/** `undefined` where storage is forbidden. */
function attempt<Value>(act: () => Value): Value | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
