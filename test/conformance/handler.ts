import type { ChatOptions } from "@ws-chat/server";

/** The one handler that every server of the conformance suite runs; PROTOCOL.md, "Dialogues", says what it answers. */
export const onMessage: NonNullable<ChatOptions["onMessage"]> = ({ text }, { signal }) => {
  const [command, ...words] = text.split(/(?<= )/);
  switch (command?.trim()) {
    case "/silent":
      return undefined;
    case "/fail":
      throw new Error("the conformance handler fails when told to");
    case "/stream":
      return say(words);
    case "/hold":
      return say(words, signal);
    default:
      return `Server echoed: ${text}`;
  }
};

/** The words one by one; then, with `until`, nothing before it aborts. */
async function* say(words: readonly string[], until?: AbortSignal): AsyncGenerator<string> {
  yield* words;
  if (until && !until.aborted) await new Promise((resolve) => until.addEventListener("abort", resolve));
}
