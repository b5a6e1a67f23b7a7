import type { Send } from "./frames.ts";

/** What is wrong with a frame. `message` names the field and the remedy and is safe to send to the peer. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  declare readonly code: "not-json" | "not-an-object" | "no-type" | "bad-field";
  /** Of a `send` whose content alone is wrong: what the `nack invalid` names. Anything else ends the connection. */
  declare send?: Pick<Send, "n" | "id">;

  constructor(code: ProtocolError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
