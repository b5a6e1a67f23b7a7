export const text = "How much is the fish, and does it come with chips?";

/** What every server says to a room: as much as a chat's message needs. */
export function entryOf(seq) {
  return { type: "entry", seq, kind: "message", id: `m${seq}`, from: { id: "bot", role: "bot" }, ts: Date.now(), text };
}
