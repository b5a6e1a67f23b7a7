import type { BoxStrings } from "../strings.ts";
import type { Phase } from "./status-line.ts";

/**
 * Writes into the one live region, `#announcer`. Each line is a node of its own, so that of several at once none is swallowed and none is read twice;
 * they go after a while, so that nobody meets them beside the messages themselves.
 */
export interface Announcer {
  /** Tells a change of the link, or of what waits for it, in the status line's words, but not each second of its countdown. */
  follow(phase: Phase, text: string, strings: BoxStrings): void;
  say(text: string): void;
  /** Writes what was said since: what is drawn with it is laid out with it. */
  write(): void;
}

/** No line stays longer. */
export const keptMs = 10_000;
/** Who listens has heard of more than so many already. Each that goes has all behind it laid out and painted anew. */
const keptLines = 20;

/** `soon` has `write` called before the next frame. */
export function createAnnouncer(root: ParentNode, soon: () => void): Announcer {
  let told: Phase = "idle";
  let toldText = "";
  const unsaid: string[] = [];
  /** Those that are there, oldest first. */
  const lines: Element[] = [];
  /** One for all lines: a timer costs more than a line. */
  let timer: ReturnType<typeof setTimeout> | undefined;

  function say(text: string): void {
    unsaid.push(text);
    soon();
  }

  /** Has what is there now go after half the time: what comes meanwhile waits for the other half. */
  function age(): void {
    const last = lines.at(-1);
    timer =
      last &&
      setTimeout(() => {
        for (const line of lines.splice(0, lines.indexOf(last) + 1)) line.remove();
        age();
      }, keptMs / 2);
  }

  return {
    write() {
      for (const text of unsaid.splice(0)) {
        const line = document.createElement("p");
        line.textContent = text;
        root.querySelector("#announcer")?.append(line);
        lines.push(line);
        if (lines.length > keptLines) lines.shift()?.remove();
      }
      if (!timer) age();
    },
    follow(phase, text, strings) {
      if ((phase === told && text === toldText) || phase === "connecting") return;
      const words = phase === "online" && told !== "idle" ? strings.online : text;
      told = phase;
      toldText = text;
      if (words) say(words);
    },
    say,
  };
}
