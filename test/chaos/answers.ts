import type { Entry } from "@ws-chat/protocol";

/** What a handler answers, as it says it: at length to who begins with "Tell". */
export function piecesOfAnswer(question: string): readonly string[] {
  if (question.startsWith("Tell")) return Array.from({ length: 200 }, (_, at) => `${question}, word ${at}; `);
  return ["This answers ", question, ", ", "every word of it."];
}

/**
 * Questions of a room with no answer, several, or one that the handler did not give. A note that the answer was given up, after as many
 * deaths as are allowed for, is none: whoever asked may ask again.
 */
export function illAnswered(entries: readonly Entry[]): string[] {
  const answers = Map.groupBy(entries, ({ re }) => re);
  return entries
    .filter(({ re, from }) => re === undefined && from.role !== "bot")
    .flatMap(({ seq, text }) => {
      const whole = piecesOfAnswer(text).join("");
      const kinds = (answers.get(seq) ?? [])
        .filter(({ status }) => status !== "no-reply")
        .map((answer) => {
          if (answer.status === undefined && answer.text === whole) return "whole";
          const isBegun = answer.status === "interrupted" && answer.text !== "" && whole.startsWith(answer.text);
          return isBegun ? "begun" : `${answer.status ?? "wrong"}: ${answer.text}`;
        });
      const isWell = kinds.length === 1 && (kinds[0] === "whole" || kinds[0] === "begun");
      return isWell ? [] : [`${seq} "${text}" is answered by ${kinds.join(" and ") || "nothing"}`];
    });
}
