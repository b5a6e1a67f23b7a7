import { createChat } from "@ws-chat/server";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Peer } from "../peer.test-support.ts";
import { SqlLog } from "./sql-log.ts";
import { migrate } from "./sql-schema.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

const folder = mkdtempSync(join(tmpdir(), "ws-chat-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true }));

const retention = { entries: 1_000, ageMs: Number.POSITIVE_INFINITY, now: Date.now };

describe("a chat whose disk is full", () => {
  it("acknowledges nothing, asks for it again, and takes it in order once there is room", async () => {
    const database = await openSqliteDatabase(join(folder, "chat.db"));
    migrate(database);
    const log = new SqlLog(database, retention, setImmediate);
    const failures: unknown[] = [];
    const chat = createChat({ log, onMessage: () => {}, onError: (error) => failures.push(error) });
    const peer = new Peer(chat, { url: "/websocket?room=lobby" });
    await peer.hello();
    const send = (n: number) => peer.say({ type: "send", n, id: `id${n}`, text: `${n} `.repeat(5_000) });
    send(1);
    await peer.next("ack");

    const [row] = database.rows("PRAGMA page_count");
    database.run(`PRAGMA max_page_count = ${row?.["page_count"]}`);
    for (const n of [2, 3, 4]) send(n);
    expect(await peer.next("nack")).toMatchObject({ n: 2, code: "unavailable", retryMs: 1_000 });
    expect(peer.of("ack").map(({ n }) => n)).toEqual([1]);
    expect(failures[0]).toMatchObject({ code: "full", message: expect.stringContaining("the disk is full") });

    database.run("PRAGMA max_page_count = 100000");
    for (const n of [2, 3, 4]) send(n);
    await peer.until(() => peer.of("ack").length === 4);
    expect(peer.of("ack").map(({ n, seq }) => [n, seq])).toEqual([1, 2, 3, 4].map((n) => [n, n]));
    expect(peer.of("nack")).toHaveLength(1);
    await chat.close();
  });
});
