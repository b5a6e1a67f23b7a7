import { type Bye, type CloseName, closeCodes, closeMeanings, encodeFrame, limits } from "@ws-chat/protocol";
import type { Socket } from "../socket.ts";

/** How long a client is asked to wait after what may be over soon. */
const retryMs: { readonly [name in CloseName]?: number } = {
  serviceRestart: 250,
  internalError: 1_000,
  tryAgainLater: 5_000,
};

/** The server's last words in `ws-chat.v1`. `room` is where to come back to. */
export function sayBye(socket: Socket, name: CloseName, room?: string): void {
  const { [name]: wait } = retryMs;
  const bye: Bye = { type: "bye", code: closeCodes[name].code, ...(wait && { retryMs: wait }), ...(room && { room }) };
  socket.send(encodeFrame(bye));
}

/** Closes with the code of `name` and a reason. */
export function closeFor(socket: Socket, name: CloseName, detail?: string): void {
  socket.close(closeCodes[name].code, reasonOf(name, detail));
}

/** The meaning of `name`, and what exactly was wrong as far as that fits. */
export function reasonOf(name: CloseName, detail = ""): string {
  const reason = detail ? `${closeMeanings[name]}: ${detail}` : closeMeanings[name];
  const bytes = new TextEncoder().encode(reason);
  return bytes.length <= limits.closeReasonBytes
    ? reason
    : new TextDecoder().decode(bytes.subarray(0, limits.closeReasonBytes)).replace(/\uFFFD+$/, "");
}
