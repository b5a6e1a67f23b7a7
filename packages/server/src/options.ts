import { type Author, limits } from "@ws-chat/protocol";
import type { ChatLimits, ChatOptions } from "./chat-types.ts";
import { systemClock } from "./clock.ts";
import { currentHost } from "./host/host.ts";
import { authorIn } from "./reply/draft.ts";
import { createMemoryLog } from "./logs/memory.ts";
import { type ResolvedUploads, resolveUploads } from "./uploads/upload-options.ts";
import { isPrivate, privateRoomOf } from "./room/room-name.ts";

/** The options with nothing left open. */
export interface ResolvedOptions
  extends Readonly<
    Required<
      Pick<ChatOptions, "onMessage" | "authorize" | "author" | "presence" | "readMarks" | "log" | "onError" | "clock">
    >
  > {
  readonly onJoin: ChatOptions["onJoin"];
  readonly authenticate: ChatOptions["authenticate"];
  readonly uploads: ResolvedUploads | undefined;
  readonly limits: Readonly<Required<ChatLimits>>;
}

/** The answer of a chat that was given no handler. */
export const echo: NonNullable<ChatOptions["onMessage"]> = (message) => `Server echoed: ${message.text}`;

const defaultAuthor: Author = Object.freeze({ id: "bot", role: "bot" });

const defaultLimits: Required<ChatLimits> = {
  connections: 20_000,
  pendingHellos: 10_000,
  rate: { perSecond: 10, burst: 40 },
  bufferedBytes: 1_048_576,
  textBytes: limits.textBytes,
  helloMs: limits.helloMs,
  pingMs: limits.pingMs,
  idleMs: limits.idleMs,
  leaseMs: 10_000,
};

/** What each option is; also the list of those there are. */
const shapes: Readonly<Record<keyof ChatOptions, "function" | "object" | "boolean">> = {
  onMessage: "function",
  onJoin: "function",
  authenticate: "function",
  authorize: "function",
  author: "object",
  presence: "boolean",
  readMarks: "boolean",
  log: "object",
  limits: "object",
  retention: "object",
  uploads: "object",
  logger: "object",
  onError: "function",
  clock: "object",
};

const shapeNames = { function: "a function", object: "an object", boolean: "true or false" } as const;

/** @throws {TypeError} naming the option, its value and the remedy. */
export function resolveOptions(given: ChatOptions): ResolvedOptions {
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`createChat: ${describe(given)} is no object of options; write one such as { onMessage: … }`);
  }
  for (const [name, value] of Object.entries(given)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name as keyof ChatOptions] : undefined;
    if (!shape) wrong(name, value, `is not an option; there are ${Object.keys(shapes).join(", ")}`);
    if (value !== undefined && (typeof value !== shape || value === null))
      wrong(name, value, `must be ${shapeNames[shape]}`);
  }
  if (given.log && typeof given.log.append !== "function") {
    wrong("log", given.log, 'must be a log, such as await createSqliteLog({ file: "chat.db" })');
  }
  if (given.log && given.retention) {
    wrong("retention", given.retention, "belongs to the log you pass: give it to that log instead");
  }
  const logger = given.logger ?? console;
  const host = currentHost();
  const clock = given.clock ?? host?.clock ?? systemClock;
  return Object.freeze({
    onMessage: given.onMessage ?? echo,
    onJoin: given.onJoin,
    authenticate: given.authenticate,
    authorize: given.authorize ?? (({ user, room }) => !isPrivate(room) || room === privateRoomOf(user)),
    author: given.author ? checkedAuthor(given.author) : defaultAuthor,
    presence: given.presence ?? false,
    readMarks: given.readMarks ?? false,
    log:
      given.log ??
      host?.createLog({ ...given.retention }) ??
      createMemoryLog({ ...given.retention, now: () => clock.now() }),
    limits: resolveLimits(given.limits ?? {}),
    uploads: given.uploads && resolveUploads(given.uploads),
    onError: guarded(given.onError ?? ((error, { room }) => logger.error("ws-chat:", room ?? "", error)), logger),
    clock,
  });
}

function resolveLimits(given: ChatLimits): Readonly<Required<ChatLimits>> {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      wrong(`limits.${name}`, value, `is not a limit; there are ${Object.keys(defaultLimits).join(", ")}`);
    }
    if (name !== "rate") positive(`limits.${name}`, value);
  }
  const resolved = { ...defaultLimits, ...given };
  positive("limits.rate.perSecond", resolved.rate?.perSecond);
  positive("limits.rate.burst", resolved.rate?.burst);
  if (resolved.rate.burst < 2)
    wrong("limits.rate.burst", resolved.rate.burst, "must be at least 2: a hello and a message");
  if (resolved.textBytes > limits.textBytes) {
    wrong("limits.textBytes", resolved.textBytes, `must be at most ${limits.textBytes}: a frame holds no more`);
  }
  if (resolved.idleMs <= resolved.pingMs) {
    wrong(
      "limits.idleMs",
      resolved.idleMs,
      `must be above limits.pingMs (${resolved.pingMs}), or quiet clients are cut off`,
    );
  }
  return Object.freeze({ ...resolved, rate: Object.freeze({ ...resolved.rate }) });
}

function checkedAuthor(author: Author): Author {
  try {
    return Object.freeze({ ...authorIn(author) });
  } catch {
    return wrong("author", author, 'must have a string `id` and `role`, such as { id: "bot", role: "bot" }');
  }
}

/** A hook that throws is told of and harms nothing. */
function guarded(
  onError: ResolvedOptions["onError"],
  logger: NonNullable<ChatOptions["logger"]>,
): ResolvedOptions["onError"] {
  return (error, about) => {
    try {
      onError(error, about);
    } catch (second) {
      logger.error("ws-chat: onError threw", second, "about", error);
    }
  };
}

function positive(name: string, value: unknown): void {
  if (typeof value !== "number" || !(value > 0)) wrong(name, value, "must be a number above 0");
}

function wrong(name: string, value: unknown, remedy: string): never {
  throw new TypeError(`createChat: option ${name} (${describe(value)}) ${remedy}`);
}

function describe(value: unknown): string {
  if (typeof value === "function") return "a function";
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}
