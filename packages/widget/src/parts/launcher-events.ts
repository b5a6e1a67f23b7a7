import { WsChatEvent } from "../events.ts";

/** The panel is about to open. Cancel it, and it stays closed. */
export class WsChatShowEvent extends WsChatEvent {
  constructor() {
    super("show", { cancelable: true });
  }
}

/** The panel is about to close. Cancel it, and it stays open. */
export class WsChatHideEvent extends WsChatEvent {
  constructor() {
    super("hide", { cancelable: true });
  }
}
