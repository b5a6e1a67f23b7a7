/** What Cloudflare's runtime has that the adapter uses, in its own words. https://developers.cloudflare.com/durable-objects/api/ */

export interface ObjectSocket extends WebSocket {
  accept(): void;
  /** At most 16,384 bytes. @throws {Error} above that */
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
}

export interface ObjectState {
  readonly storage: ObjectStorage;
  blockConcurrencyWhile<T>(run: () => Promise<T>): Promise<T>;
  acceptWebSocket(socket: ObjectSocket): void;
  getWebSockets(): ObjectSocket[];
  setWebSocketAutoResponse(pair: object): void;
  getWebSocketAutoResponseTimestamp(socket: ObjectSocket): Date | null;
}

export interface ObjectStorage {
  readonly sql: { exec(sql: string, ...values: readonly (string | number | null)[]): Iterable<ObjectRow> };
  transactionSync<T>(steps: () => T): T;
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
}

export type ObjectRow = Readonly<Record<string, string | number | null>>;

/** A binding to a class of objects. */
export interface ObjectNamespace {
  idFromName(name: string): unknown;
  newUniqueId(): unknown;
  // The types of a binding say what an id is; here one goes only where it comes from.
  get(id: never): { fetch(request: Request): Promise<Response> };
}

interface WorkersGlobals {
  readonly WebSocketPair: new () => { readonly 0: ObjectSocket; readonly 1: ObjectSocket };
  readonly WebSocketRequestResponsePair: new (request: string, response: string) => object;
}

// The cast: these are there where this runs.
const workers = globalThis as unknown as WorkersGlobals;

/** The two ends of a new connection. */
export function socketPair(): { readonly client: ObjectSocket; readonly server: ObjectSocket } {
  const { 0: client, 1: server } = new workers.WebSocketPair();
  return { client, server };
}

/** Says `response` to whoever says `request`, without anybody waking up. */
export function autoResponse(request: string, response: string): object {
  return new workers.WebSocketRequestResponsePair(request, response);
}

/** Answers an upgrade with one end of a connection. */
export function switchTo(client: ObjectSocket, language: string): Response {
  const headers: Record<string, string> = language === "text" ? {} : { "Sec-WebSocket-Protocol": language };
  // The cast: `webSocket` is this runtime's own.
  return new Response(null, { status: 101, headers, webSocket: client } as ResponseInit);
}
