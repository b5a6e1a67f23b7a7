/** A part of an element that takes part in its life. */
export interface Controller {
  hostConnected?(): void;
  hostDisconnected?(): void;
  /** Before a render. */
  hostUpdate?(): void;
  /** After it. */
  hostUpdated?(): void;
}

/** What a controller may ask of its element. */
export interface ControllerHost {
  addController(controller: Controller): void;
  /** Renders soon, once for all that is asked for until then. */
  requestUpdate(): void;
}
