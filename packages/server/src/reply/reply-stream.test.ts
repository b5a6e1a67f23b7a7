import { limits } from "@ws-chat/protocol";
import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FaultyLog } from "../faulty-log.test-support.ts";
import { tagOf } from "../identity.ts";
import { Peer } from "../peer.test-support.ts";
import { replyId } from "./reply-id.ts";
import { settled, TestClock } from "../test-clock.test-support.ts";

/** A reply that a test writes piece by piece. */
class Pen implements AsyncIterable<string> {
  readonly #pieces: (string | Error | undefined)[] = [];
  #wake = (): void => {};
  isDropped = false;

  write(...pieces: string[]): Promise<void> {
    return this.#push(...pieces);
  }

  fail(message: string): Promise<void> {
    return this.#push(new Error(message));
  }

  end(): Promise<void> {
    return this.#push(undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for (;;) {
        while (this.#pieces.length === 0)
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        const piece = this.#pieces.shift();
        if (piece === undefined) return;
        if (piece instanceof Error) throw piece;
        yield piece;
      }
    } finally {
      this.isDropped = true;
    }
  }

  #push(...pieces: (string | Error | undefined)[]): Promise<void> {
    this.#pieces.push(...pieces);
    this.#wake();
    return settled();
  }
}

let clock: TestClock;
let pens: Pen[];
let signals: AbortSignal[];
let onError: ReturnType<typeof vi.fn<NonNullable<ChatOptions["onError"]>>>;
let chat: Chat;

beforeEach(() => {
  clock = new TestClock();
  [pens, signals] = [[], []];
  onError = vi.fn<NonNullable<ChatOptions["onError"]>>();
  chat = createChat({
    clock,
    onError,
    onMessage(_, { signal }) {
      const pen = new Pen();
      pens.push(pen);
      signals.push(signal);
      return pen;
    },
  });
});
afterEach(() => chat.close());

async function joined(url = "/?room=lobby"): Promise<Peer> {
  const peer = new Peer(chat, { url });
  await peer.hello();
  return peer;
}

/** A visitor in a room, a reply begun for it, and the pen that writes it. */
async function asking(url?: string) {
  const peer = await joined(url);
  peer.write("hi");
  await settled();
  const pen = pens.at(-1) ?? new Pen();
  return { peer, pen };
}

/** The frames of streams and their ends, in few words. */
const seen = (peer: Peer): string[] =>
  peer.frames.flatMap((frame) => {
    if (frame.type === "snapshot") return [`snapshot ${frame.i} ${frame.text}`];
    if (frame.type === "delta") return [`delta ${frame.i} ${frame.text}`];
    return frame.type === "entry" && frame.from.id === "bot" ? [`${frame.status ?? "entry"} ${frame.text}`] : [];
  });

describe("a streamed reply", () => {
  it("opens with its first piece, goes on in deltas, and ends with its entry", async () => {
    const { peer, pen } = await asking();
    expect(seen(peer)).toEqual([]);
    await pen.write("Once ");
    await clock.pass(100);
    await pen.write("upon");
    await clock.pass(100);
    await pen.end();
    expect(seen(peer)).toEqual(["snapshot 0 ", "delta 1 Once ", "delta 2 upon", "entry Once upon"]);
    const [snapshot] = peer.of("snapshot");
    const [entry] = peer.of("entry");
    expect(snapshot).toMatchObject({ id: entry?.id, from: entry?.from, re: 1 });
    expect(entry).toMatchObject({ re: 1, seq: 2 });
    expect(entry).not.toHaveProperty("status");
  });

  it("is gathered into about thirty deltas a second, the first at once", async () => {
    const { peer, pen } = await asking();
    for (let token = 0; token < 100; token += 1) {
      await pen.write("x");
      await clock.pass(10);
    }
    await pen.end();
    const deltas = peer.of("delta");
    expect(deltas[0]?.text).toBe("x");
    expect(deltas.length).toBeGreaterThan(20);
    expect(deltas.length).toBeLessThanOrEqual(31);
    expect(deltas.map(({ i }) => i)).toEqual(deltas.map((_, at) => at + 1));
    expect(peer.of("entry")[0]?.text).toBe("x".repeat(100));
  });

  it("that comes faster than anybody reads is an entry after its first delta", async () => {
    const { peer, pen } = await asking();
    await pen.write(..."all at once".split(""));
    await pen.end();
    expect(seen(peer)).toEqual(["snapshot 0 ", "delta 1 a", "entry all at once"]);
  });

  it("never splits a character between two deltas", async () => {
    const { peer, pen } = await asking();
    const [high = "", low = ""] = "😀".split("");
    await pen.write(`a${high}`);
    await clock.pass(100);
    await pen.write(`${low}b`);
    await clock.pass(100);
    await pen.end();
    expect(seen(peer)).toEqual(["snapshot 0 ", "delta 1 a", "delta 2 😀b", "entry a😀b"]);
  });

  it("that ends in half a character is kept as text that every reader can read", async () => {
    const { pen } = await asking();
    await pen.write("a\ud83d");
    await pen.end();
    expect((await chat.room("lobby").history()).at(-1)?.text).toBe("a\ufffd");
  });

  it("is not ended by a message that somebody sends under its id", async () => {
    const { peer, pen } = await asking();
    await pen.write("Once ");
    const id = peer.of("snapshot")[0]?.id ?? "";
    const eve = await joined();
    eve.write("overwritten!", { id });
    await clock.pass(100);
    await pen.write("upon");
    await pen.end();
    expect(seen(peer)).toEqual(["snapshot 0 ", "delta 1 Once ", "delta 2 upon", "entry Once upon"]);
  });

  it("shows who comes in the middle all of it so far", async () => {
    const { peer, pen } = await asking();
    await pen.write("Once ");
    const late = new Peer(chat, { url: "/?room=lobby" });
    const { streams } = await late.hello();
    expect(streams).toEqual(peer.of("snapshot").map(({ id }) => id));
    await clock.pass(100);
    await pen.write("upon");
    await pen.end();
    expect(seen(late)).toEqual(["snapshot 1 Once ", "delta 2 upon", "entry Once upon"]);
    expect(late.frames.map(({ type }) => type).slice(0, 2)).toEqual(["welcome", "snapshot"]);
    expect((await new Peer(chat, { url: "/?room=lobby" }).hello()).streams).toEqual([]);
  });

  it("is followed by its snapshot after a replay", async () => {
    const { peer, pen } = await asking();
    await pen.write("Once ");
    const { epoch } = peer.of("welcome")[0] ?? { epoch: "" };
    const back = new Peer(chat, { url: "/?room=lobby" });
    await back.hello({ resume: { epoch, seq: 0, id: "" } });
    await back.until(() => back.of("snapshot").length === 1);
    expect(back.frames.map(({ type }) => type)).toEqual(["welcome", "entry", "snapshot"]);
  });

  it("is told again to who missed a piece and asks", async () => {
    const { peer, pen } = await asking();
    await pen.write("Once ");
    const id = peer.of("snapshot")[0]?.id ?? "";
    peer.say({ type: "snapshot", id });
    expect(seen(peer).at(-1)).toBe("snapshot 1 Once ");
    await pen.end();
    const before = peer.texts.length;
    peer.say({ type: "snapshot", id });
    expect(peer.texts).toHaveLength(before);
  });

  it("is typed by nobody any more once it shows", async () => {
    const { peer, pen } = await asking();
    await clock.pass(6_000);
    await pen.write("Once ");
    await clock.pass(30_000);
    expect(peer.of("typing").map(({ on }) => on)).toEqual([true, true]);
    await pen.end();
    expect(peer.of("typing").at(-1)?.on).toBe(false);
  });

  it("goes on when the one who asked has gone, and is whole when they are back", async () => {
    const { peer, pen } = await asking("/?room=lobby");
    await pen.write("Once ");
    peer.drop();
    await clock.pass(100);
    await pen.write("upon ");
    await clock.pass(100);
    const back = await joined();
    await pen.write("a time");
    await pen.end();
    expect(seen(back)).toEqual(["snapshot 2 Once upon ", "delta 3 a time", "entry Once upon a time"]);
  });
});

it("shows a stream that began while nobody was there", async () => {
  await chat.close();
  const log = new FaultyLog();
  const pen = new Pen();
  chat = createChat({ clock, log, onMessage: () => pen });
  const peer = await joined();
  log.hold();
  peer.write("hi");
  peer.drop();
  log.release();
  await settled();
  await pen.write("Once ");
  const back = await joined();
  await clock.pass(100);
  await pen.write("upon");
  await pen.end();
  expect(seen(back)).toEqual(["snapshot 1 Once ", "delta 2 upon", "entry Once upon"]);
});

describe("a stream that no entry ends", () => {
  it("because the log stays away has its room resume, and text clients stay", async () => {
    await chat.close();
    const log = new FaultyLog();
    const pen = new Pen();
    chat = createChat({ clock, log, onError, onMessage: () => pen });
    const { peer } = await asking();
    const text = new Peer(chat, { url: "/?room=lobby", language: "text" });
    await pen.write("Once ");
    const append = vi.spyOn(log, "append").mockRejectedValue(new Error("away"));
    await pen.end();
    await clock.pass(15_300);
    expect(onError).toHaveBeenCalledOnce();
    expect(peer.closedWith?.code).toBe(4002);
    expect(text.closedWith).toBeUndefined();
    append.mockRestore();
    const epoch = peer.of("welcome")[0]?.epoch ?? "";
    const back = new Peer(chat, { url: "/?room=lobby" });
    expect(await back.hello({ resume: { epoch, seq: 1, id: "m1" } })).toMatchObject({ resumed: true, streams: [] });
  });

  it("because that was there before has its room resume", async () => {
    const { peer, pen } = await asking();
    const user = peer.of("welcome")[0]?.user.id ?? "";
    await chat.room("lobby").send("said before", { id: replyId(tagOf(user), "m1") });
    await pen.write("Once ");
    expect(peer.of("snapshot")).toHaveLength(1);
    await pen.end();
    expect(peer.closedWith?.code).toBe(4002);
  });

  it("yet, for its delivery was lost, is ended by reading the log", async () => {
    await chat.close();
    const log = new FaultyLog();
    const pen = new Pen();
    chat = createChat({ clock, log, onError, onMessage: () => pen });
    const { peer } = await asking();
    await pen.write("Once ");
    log.isSilent = true;
    await log.append("lobby", { kind: "message", id: "other", from: { id: "u:b", role: "user" }, ts: 0, text: "x" });
    const id = peer.of("snapshot")[0]?.id ?? "";
    const from = { id: "bot", role: "bot" };
    await log.append("lobby", { kind: "message", id, from, ts: 0, text: "Once upon" });
    log.isSilent = false;
    log.signal("lobby", { type: "stream-end", id, seq: 3 });
    await settled();
    expect(seen(peer)).toEqual(["snapshot 0 ", "delta 1 Once ", "entry Once upon"]);
    expect(peer.closedWith).toBeUndefined();
    await pen.end();
  });
});

describe("stop", () => {
  it("ends the stream with what there is, aborts the handler's signal and drops its generator", async () => {
    const { peer, pen } = await asking();
    await pen.write("Once ");
    peer.say({ type: "stop", id: peer.of("snapshot")[0]?.id ?? "" });
    await settled();
    expect(seen(peer).at(-1)).toBe("interrupted Once ");
    expect(signals[0]?.aborted).toBe(true);
    await pen.write("upon");
    expect(pen.isDropped).toBe(true);
    expect(seen(peer).at(-1)).toBe("interrupted Once ");
    expect(onError).not.toHaveBeenCalled();
  });

  it("is for the one who asked, and in a named room for nobody else", async () => {
    const { peer, pen } = await asking();
    const eve = await joined();
    await pen.write("Once ");
    const id = peer.of("snapshot")[0]?.id ?? "";
    eve.say({ type: "stop", id });
    await settled();
    await pen.end();
    expect(seen(peer).at(-1)).toBe("entry Once ");
  });

  it("is for everybody in a private room", async () => {
    await chat.close();
    const pen = new Pen();
    chat = createChat({ clock, onMessage: () => pen, authorize: () => true });
    const owner = new Peer(chat);
    const { room } = await owner.hello();
    owner.write("hi");
    await settled();
    await pen.write("Once ");
    const operator = await joined(`/?room=${encodeURIComponent(room)}`);
    operator.say({ type: "stop", id: owner.of("snapshot")[0]?.id ?? "" });
    await settled();
    expect(seen(owner).at(-1)).toBe("interrupted Once ");
  });
});

describe("a stream that goes wrong", () => {
  it("keeps what was shown, as interrupted, and tells onError", async () => {
    const { peer, pen } = await asking();
    await pen.write("Once ");
    await pen.fail("model is down");
    expect(seen(peer).at(-1)).toBe("interrupted Once ");
    expect(onError.mock.lastCall?.[0]).toMatchObject({ message: "model is down" });
  });

  it("is cut at the most that a reply may be, between two characters, and tells onError", async () => {
    const { peer, pen } = await asking();
    await pen.write("x".repeat(limits.replyBytes - 5), "üüü", "never");
    const [entry] = peer.of("entry");
    expect(entry?.status).toBe("cut");
    expect(entry?.text).toBe(`${"x".repeat(limits.replyBytes - 5)}üü`);
    expect(pen.isDropped).toBe(true);
    expect(onError.mock.lastCall?.[0]).toBeInstanceOf(RangeError);
  });

  it("takes exactly the most that a reply may be", async () => {
    const { peer, pen } = await asking();
    await pen.write("x".repeat(limits.replyBytes));
    await pen.end();
    expect(peer.of("entry")[0]).not.toHaveProperty("status");
  });

  it("is interrupted by the end of the chat", async () => {
    const { peer, pen } = await asking();
    await pen.write("Once ");
    await chat.close();
    expect(signals[0]?.aborted).toBe(true);
    expect(await peer.end()).toBe(1012);
  });

  it("leaves no timer and nobody typing", async () => {
    const { peer, pen } = await asking();
    await pen.write("Once ");
    await pen.end();
    peer.drop();
    await settled();
    expect(clock.timers).toBe(0);
  });
});
