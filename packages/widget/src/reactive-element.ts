import type { ControllerHost } from "./controller.ts";

/** Property -> its attribute, with a question mark where being there is its value; "" for none. */
export interface Properties {
  readonly [property: string]: string;
}

// A server has no elements; there the class can be imported and is never constructed.
const Base = (globalThis.HTMLElement as typeof HTMLElement | undefined) ?? (Object as unknown as typeof HTMLElement);

/**
 * An element whose properties render it. It does what Lit's LitElement would for `<ws-chat>`, in a quarter of the bytes
 * (docs/decisions/004): one render for all changes of a turn, properties set before the upgrade.
 */
export abstract class ReactiveElement extends Base implements ControllerHost {
  static readonly properties: Properties;

  static get observedAttributes(): readonly string[] {
    // Asked once, by `customElements.define`.
    return Object.entries(this.properties).map(([name, attribute]) => {
      Object.defineProperty(this.prototype, name, {
        get(this: ReactiveElement) {
          const value = this.#values[name];
          return isFlag(attribute) ? value !== undefined : value;
        },
        set(this: ReactiveElement, value: unknown) {
          this.#set(name, isFlag(attribute) ? value || undefined : value);
        },
      });
      return nameOf(attribute);
    });
  }

  readonly #values: { [name: string]: unknown } = {};
  #isDue = false;
  #complete: Promise<unknown> = Promise.resolve();

  connectedCallback(): void {
    // Properties are named at run time here.
    const own = this as unknown as { [name: string]: unknown };
    for (const [name] of this.#properties) {
      if (!Object.hasOwn(this, name)) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
    this.requestUpdate();
  }

  /** Resolves when what was asked for is rendered. */
  get updateComplete(): Promise<unknown> {
    return this.#complete;
  }

  requestUpdate(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#complete = Promise.resolve().then(() => this.#perform());
  }

  attributeChangedCallback(changed: string, _before: string | null, value: string | null): void {
    for (const [name, attribute] of this.#properties) {
      if (nameOf(attribute) === changed) this.#set(name, value ?? undefined);
    }
  }

  /** Draws what there is now. */
  protected abstract update(): unknown;

  get #properties(): [string, string][] {
    return Object.entries((this.constructor as typeof ReactiveElement).properties);
  }

  #set(name: string, value: unknown): void {
    if (value === this.#values[name]) return;
    this.#values[name] = value;
    this.requestUpdate();
  }

  #perform(): unknown {
    this.#isDue = false;
    for (const [name, attribute] of this.#properties) {
      if (isFlag(attribute)) this.toggleAttribute(nameOf(attribute), this.#values[name] !== undefined);
    }
    return this.update();
  }
}

const isFlag = (attribute: string): boolean => attribute.startsWith("?");
const nameOf = (attribute: string): string => attribute.replace("?", "");
