/** What keeps the command from running and the person who typed it can mend. Shown as one line. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
