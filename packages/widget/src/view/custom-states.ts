import type { Snapshot } from "@ws-chat/client";
import type { Phase } from "./status-line.ts";

/** What a page's style sheet can ask the element for with `:state(…)`. */
export function showStates({ states }: ElementInternals, { items }: Snapshot, phase: Phase): void {
  states.clear();
  states.add(phase);
  if (!items.length) states.add("empty");
  if (items.some((item) => item.type === "message" && item.streaming)) states.add("streaming");
}
