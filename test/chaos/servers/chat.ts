import { type Chat, createChat } from "@ws-chat/server";
import { piecesOfAnswer } from "../answers.ts";

/** Answers at once, after a moment, or piece by piece. */
export function chaosChat(): Chat {
  return createChat({
    limits: { rate: { perSecond: 100_000, burst: 100_000 } },
    onMessage({ text }) {
      const pieces = piecesOfAnswer(text);
      if (pieces.length > 100) return inPieces(pieces);
      if (text.length % 3 === 0) return pieces.join("");
      return text.length % 3 === 1 ? whole(pieces) : inPieces(pieces);
    },
  });
}

async function whole(pieces: readonly string[]): Promise<string> {
  await moment();
  return pieces.join("");
}

async function* inPieces(pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) {
    await moment();
    yield piece;
  }
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
}
