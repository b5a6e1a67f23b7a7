import { render, type TemplateResult } from "lit/html.js";
import type { Controller, ControllerHost } from "./controller.ts";

/** Name of a property -> its attribute: `String` for one of the same name, `Boolean` for one that is there or not, another name, or `false` for none. */
export interface Properties {
  readonly [property: string]: typeof String | typeof Boolean | string | false;
}

// A server has no elements; there the class can be imported and is never constructed.
const Base = (globalThis.HTMLElement as typeof HTMLElement | undefined) ?? (Object as unknown as typeof HTMLElement);

/**
 * An element whose properties render it. It does what Lit's LitElement would for `<ws-chat>`, in a quarter of the bytes
 * (docs/decisions/004): one render for all changes of a turn, properties set before the upgrade, controllers.
 */
export abstract class ReactiveElement extends Base implements ControllerHost {
  static readonly properties: Properties;

  static get observedAttributes(): readonly string[] {
    // Asked once, by `customElements.define`.
    for (const [name, attribute] of Object.entries(this.properties)) {
      Object.defineProperty(this.prototype, name, {
        get(this: ReactiveElement) {
          return attribute === Boolean ? this.#values.has(name) : this.#values.get(name);
        },
        set(this: ReactiveElement, value: unknown) {
          this.#set(name, attribute === Boolean ? value || undefined : value);
        },
      });
    }
    return Object.entries(this.properties).flatMap(([name, attribute]) => attributeOf(name, attribute) ?? []);
  }

  readonly #values = new Map<string, unknown>();
  readonly #controllers: Controller[] = [];
  #pending: Promise<void> | undefined;

  connectedCallback(): void {
    // Properties are named at run time here.
    const own = this as unknown as { [name: string]: unknown };
    for (const name of Object.keys(this.#properties)) {
      if (!Object.hasOwn(this, name)) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
    if (!this.shadowRoot) this.prepare(this.attachShadow({ mode: "open" }));
    for (const controller of this.#controllers) controller.hostConnected?.();
    this.requestUpdate();
  }

  /** Resolves when what was asked for is rendered. */
  get updateComplete(): Promise<void> {
    return this.#pending ?? Promise.resolve();
  }

  get #properties(): Properties {
    return (this.constructor as typeof ReactiveElement).properties;
  }

  addController(controller: Controller): void {
    this.#controllers.push(controller);
  }

  requestUpdate(): void {
    this.#pending ??= Promise.resolve().then(() => this.#perform());
  }

  disconnectedCallback(): void {
    for (const controller of this.#controllers) controller.hostDisconnected?.();
  }

  attributeChangedCallback(changed: string, _before: string | null, value: string | null): void {
    for (const [name, attribute] of Object.entries(this.#properties)) {
      if (attributeOf(name, attribute) === changed) this.#set(name, value ?? undefined);
    }
  }

  /** The shadow root is there, and empty. */
  protected abstract prepare(root: ShadowRoot): void;
  /** Before a render. */
  protected abstract update(): void;
  protected abstract render(): TemplateResult;
  /** After a render. */
  protected abstract updated(): void;

  #set(name: string, value: unknown): void {
    if (value === this.#values.get(name)) return;
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
    this.requestUpdate();
  }

  #perform(): void {
    this.#pending = undefined;
    const root = this.shadowRoot;
    if (!root) return;
    for (const [name, attribute] of Object.entries(this.#properties)) {
      if (attribute === Boolean) this.toggleAttribute(name, this.#values.has(name));
    }
    for (const controller of this.#controllers) controller.hostUpdate?.();
    this.update();
    render(this.render(), root);
    for (const controller of this.#controllers) controller.hostUpdated?.();
    this.updated();
  }
}

function attributeOf(name: string, attribute: Properties[string]): string | undefined {
  return typeof attribute === "string" ? attribute : attribute ? name : undefined;
}
