import type { ChatClient, ClientOptions } from "@ws-chat/client";
import { createClientIn } from "../../packages/client/src/client.ts";
import { openHttp } from "../../packages/client/src/link/http-transport.ts";
import { type Runtime, runtime } from "../../packages/client/src/runtime.ts";

/** A client that knows of no WebSocket; `polls` where something on its way holds answers back. */
export function createHttpClient(options: ClientOptions, polls = false): ChatClient {
  const way = { polls };
  const surroundings: Runtime = {
    ...runtime,
    open: (url, subprotocol = "", listener) => openHttp({ url, subprotocol, listener, way, asked() {} }),
    fallBack: () => Promise.resolve(surroundings),
  };
  return createClientIn(surroundings, options);
}
