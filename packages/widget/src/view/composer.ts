import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ControllerHost } from "../reactive-element.ts";
import type { Strings } from "../strings.ts";
import { alertIcon, sendIcon } from "./icons.ts";

interface ComposerHost extends ControllerHost {
  readonly shadowRoot: ShadowRoot | null;
}
interface ComposerActions {
  /** Returns whether it took the text. */
  readonly submit: (text: string) => boolean;
  readonly announce: (text: string) => void;
}
interface ComposerOptions {
  readonly placeholder: string;
  readonly disabled: boolean;
  /** Longest text that can be sent, UTF-8 bytes. */
  readonly textBytes: number;
  readonly strings: Strings;
}

/** The field and its form. The draft lives in the field. */
export class Composer {
  readonly #host: ComposerHost;
  readonly #actions: ComposerActions;
  #isEmpty = true;
  #excess = 0;
  #options: ComposerOptions | undefined;

  constructor(host: ComposerHost, actions: ComposerActions) {
    this.#host = host;
    this.#actions = actions;
  }

  focus(options?: FocusOptions): void {
    this.#field?.focus(options);
  }

  render(options: ComposerOptions): TemplateResult {
    this.#options = options;
    const { placeholder, disabled, strings } = options;
    const excess = this.#excess ? strings.tooLong(this.#excess) : "";
    return html`<form class="composer" part="composer" @submit=${this.#onSubmit}>
      <slot name="composer-start"></slot>
      <div class="box" part="box">
        <div class="grow">
          <textarea
            part="field"
            rows="1"
            enterkeyhint="send"
            placeholder=${placeholder}
            aria-label=${placeholder}
            aria-invalid=${excess ? "true" : nothing}
            aria-describedby=${excess ? "excess" : nothing}
            ?disabled=${disabled}
            @input=${this.#onInput}
            @keydown=${this.#onKeydown}
          ></textarea>
          <div class="mirror" aria-hidden="true"></div>
        </div>
        <button class="send" part="send" aria-label=${strings.send} ?disabled=${disabled || this.#isEmpty || !!excess}>
          ${sendIcon}
        </button>
      </div>
      <slot name="composer-end"></slot>
      ${excess ? html`<div id="excess" class="failed excess" part="trouble">${alertIcon}${excess}</div>` : nothing}
    </form>`;
  }

  get #field(): HTMLTextAreaElement | null | undefined {
    return this.#host.shadowRoot?.querySelector("textarea");
  }

  readonly #onInput = (): void => {
    const text = this.#field?.value ?? "";
    // The mirror shares the field's cell and gives it its height; a last empty line needs something on it.
    const mirror = this.#field?.nextElementSibling;
    if (mirror) mirror.textContent = `${text}\u200B`;
    this.#isEmpty = !text.trim();
    this.#excess = excessOf(text.trim(), this.#options?.textBytes ?? Infinity);
    this.#host.requestUpdate();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    // 229 is what engines report while an input method has the key, Safari even after `compositionend`.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#field?.form?.requestSubmit();
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = this.#field;
    if (!field) return;
    const text = field.value.trim();
    if (this.#excess) this.#actions.announce(this.#options?.strings.tooLong(this.#excess) ?? "");
    else if (text && this.#actions.submit(text)) {
      field.value = "";
      this.#onInput();
    }
    field.focus();
  };
}

/** How many characters of `text` do not fit into `max` bytes. */
function excessOf(text: string, max: number): number {
  if (text.length * 3 <= max) return 0;
  return text.length - new TextEncoder().encodeInto(text, new Uint8Array(max)).read;
}
