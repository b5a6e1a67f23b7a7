import { type EndpointOptions, uploadPathIn } from "@ws-chat/server/adapter";

export interface AttachOptions extends EndpointOptions {
  /** Where the chat answers, exactly, and its files in `uploads` beneath; a query is the client's own. @default "/websocket" */
  readonly path?: string;
}

/** @throws {TypeError} shows how to write a path. */
export function resolvePath(path = "/websocket"): string {
  if (!/^\/[^?#\s]*$/.test(path)) {
    throw new TypeError(
      `attachChat: path is ${JSON.stringify(path)}; write a path such as "/websocket", without query`,
    );
  }
  const home = path.replace(/\/$/, "");
  if (uploadPathIn(home) || uploadPathIn(`${home}/uploads`)?.endpoint !== home) {
    throw new TypeError(`attachChat: path is ${JSON.stringify(path)}; /uploads is where the files of a chat are`);
  }
  return path;
}
