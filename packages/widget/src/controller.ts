/** What parts of an element may ask of it. */
export interface ControllerHost {
  /** Renders soon, once for all that is asked for until then. */
  requestUpdate(): void;
}
