import type { Message } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, type Context, createChat, type Debt, type Log } from "@ws-chat/server";
import { createSqliteLog } from "@ws-chat/server/sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Peer } from "../peer.test-support.ts";
import { settled, TestClock } from "../test-clock.test-support.ts";
import { SharedLog } from "./shared-log.test-support.ts";

/** One call of a handler that answers when a test says so. */
export interface Call {
  readonly message: Message;
  readonly context: Context;
  answer(text: string | undefined): Promise<void>;
}

export interface Process {
  readonly chat: Chat;
  /** Its line to the log that all share. */
  readonly log: SharedLog;
  readonly calls: readonly Call[];
  readonly errors: readonly unknown[];
}

export interface Processes {
  readonly clock: TestClock;
  readonly log: Log;
  start(options?: ChatOptions): Process;
  /** What is still owed when all have left and their leases have run out. */
  owed(): Promise<readonly Debt[]>;
  end(): Promise<void>;
}

/** Several chats on one log that keeps debts, under one clock. */
export async function processes(entries?: number): Promise<Processes> {
  const clock = new TestClock();
  const folder = mkdtempSync(join(tmpdir(), "ws-chat-debts-"));
  const log = await createSqliteLog({
    file: join(folder, "chat.db"),
    now: () => clock.now(),
    ...(entries === undefined ? {} : { entries }),
  });
  const chats: Chat[] = [];
  const leave = () => Promise.all(chats.splice(0).map((chat) => chat.close()));
  return {
    clock,
    log,
    start(options = {}) {
      const own = new SharedLog(log);
      const [calls, errors]: [Call[], unknown[]] = [[], []];
      const chat = createChat({
        clock,
        log: own,
        onError: (error) => errors.push(error),
        onMessage(message, context) {
          const { promise, resolve } = Promise.withResolvers<string | undefined>();
          const answer = (text: string | undefined) => (resolve(text), settled());
          calls.push({ message, context, answer });
          return promise;
        },
        ...options,
      });
      chats.push(chat);
      return { chat, log: own, calls, errors };
    },
    async owed() {
      await leave();
      await clock.pass(10_001);
      return (await log.debts?.claim(100, 1)) ?? [];
    },
    async end() {
      await leave();
      await log.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Somebody in the lobby, always the same. */
export async function ada({ chat }: Process): Promise<Peer> {
  const peer = new Peer(chat, { url: "/websocket?room=lobby" });
  await peer.hello({ secret: "A".repeat(22), metadata: { page: "/prices" } });
  return peer;
}

/** What the lobby's log has, as `author text status`. */
export async function said(log: Log): Promise<string[]> {
  const { entries } = await log.read("lobby", { limit: 100, maxBytes: 1_000_000 });
  return entries.map(({ from, text, status }) => [from.role, text, status].filter(Boolean).join(" "));
}
