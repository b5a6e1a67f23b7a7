import type { Snapshot } from "@ws-chat/client";
import type { Phase } from "./status-line.ts";

/** What a page's style sheet can ask the element for with `:state(…)`. */
export function showStates({ states }: ElementInternals, { items }: Snapshot, phase: Phase): void {
  const table = {
    connecting: phase === "connecting",
    online: phase === "online",
    offline: phase === "offline",
    stopped: phase === "stopped",
    streaming: items.some((item) => item.type === "message" && item.streaming),
    empty: items.length === 0,
  };
  for (const [name, isOn] of Object.entries(table)) states[isOn ? "add" : "delete"](name);
}
