import { afterEach, describe, expect, it } from "vitest";
import { attachmentUrl, type ChatClient, type ClientOptions, createClient } from "./index.ts";
import { memoryStorage } from "./storage.test-support.ts";
import { reaches, welcome } from "./server.test-support.ts";
import { refuse, take, UploadServer } from "./upload-server.test-support.ts";

const chats: ChatClient[] = [];
const withUploads = {
  features: ["history", "uploads"],
  limits: { ...welcome().limits, uploadBytes: 1_000 },
};
const file = (name = "a.txt", text = "hello") => new File([text], name, { type: "text/plain" });

function chatWith({ url }: { readonly url: string }, more: Partial<ClientOptions> = {}): ChatClient {
  const chat = createClient({ url, backoff: { baseMs: 5, capMs: 50 }, ...more });
  chats.push(chat);
  return chat;
}

afterEach(() => {
  for (const chat of chats.splice(0)) chat.disconnect();
});

describe("upload", () => {
  it("waits for the link, sends the file as the visitor of this device, and gives what a message takes", async () => {
    await using server = await UploadServer.open();
    const storage = memoryStorage();
    const chat = chatWith(server, { storage, room: "the lobby" });
    const progress: number[] = [];
    const uploading = chat.upload(file("it's (1) naïve.txt"), { onProgress: (sent) => progress.push(sent) });
    const peer = await server.peer();
    expect(server.uploaded).toEqual([]);
    const { secret } = await peer.welcome(withUploads);
    const attachment = await uploading;
    expect(attachment).toMatchObject({ name: "it's (1) naïve.txt", type: "text/plain", size: 5 });
    expect(progress.at(-1)).toBe(1);
    const [{ path, headers, body } = { path: "", headers: {}, body: "" }] = server.uploaded;
    expect(path).toBe("/chat/uploads?room=the+lobby");
    expect(body).toBe("hello");
    expect(headers.authorization).toBe(`Visitor ${secret}`);
    expect(headers["content-disposition"]).toBe("attachment; filename*=UTF-8''it%27s%20%281%29%20na%C3%AFve.txt");
    // As a send keeps it.
    expect([...storage.values.values()]).toContain(secret);
    const sent = chat.send({ text: "", attachments: [attachment] });
    const send = await peer.hear("send");
    expect(send.attachments).toEqual([attachment]);
    peer.say({ type: "ack", n: 1, id: send.id, seq: 1, ts: 1 });
    expect((await sent).attachments).toEqual([attachment]);
  });

  it("fails with the error of the caller's own listener to progress, not with a connection that was lost", async () => {
    await using server = await UploadServer.open();
    const broken = new Error("no such bar");
    const onProgress = (): void => {
      throw broken;
    };
    const uploading = chatWith(server).upload(file(), { onProgress });
    const peer = await server.peer();
    await Promise.all([peer.welcome(withUploads), expect(uploading).rejects.toBe(broken)]);
  });

  it("names a nameless file, and one of no type", async () => {
    await using server = await UploadServer.open();
    const chat = chatWith(server);
    const uploading = chat.upload(new Blob(["x"]));
    await (await server.peer()).welcome(withUploads);
    expect(await uploading).toMatchObject({ name: "file", type: "application/octet-stream" });
  });

  it("shortens a long name in the middle", async () => {
    await using server = await UploadServer.open();
    const chat = chatWith(server);
    const uploading = chat.upload(file(`${"n".repeat(400)}.pdf`));
    await (await server.peer()).welcome(withUploads);
    const { name } = await uploading;
    expect(name.length).toBeLessThan(256);
    expect(name).toMatch(/^n+…n+\.pdf$/);
  });

  it("refuses what is too big or empty before anything is sent, and says how big it may be", async () => {
    await using server = await UploadServer.open();
    const chat = chatWith(server);
    const tooBig = chat.upload(file("a.txt", "x".repeat(1_001)));
    await expect(chat.upload(file("a.txt", ""))).rejects.toMatchObject({ code: "empty" });
    await (await server.peer()).welcome({
      ...withUploads,
      limits: { ...withUploads.limits, uploadBytes: 1_000 },
    });
    await expect(tooBig).rejects.toMatchObject({ code: "too-long", message: "Files may have up to 0.001 MB." });
    expect(chat.getSnapshot().uploadBytes).toBe(1_000);
    expect(server.uploaded).toEqual([]);
  });

  it("says so where the server takes no files", async () => {
    await using server = await UploadServer.open();
    const chat = chatWith(server);
    const uploading = chat.upload(file());
    await (await server.peer()).welcome();
    await expect(uploading).rejects.toMatchObject({ name: "ChatError", code: "forbidden" });
    expect(server.uploaded).toEqual([]);
  });

  it("says so where the server has refused the link", async () => {
    await using server = await UploadServer.open();
    const chat = chatWith(server);
    const uploading = chat.upload(file());
    (await server.peer()).socket.close(4403, "Not here.");
    await expect(uploading).rejects.toMatchObject({ code: "forbidden", message: "Not here." });
  });

  const refusals = [
    { status: 415, code: "invalid", message: "Pictures only." },
    { status: 413, code: "too-long", message: "Files may have up to 10 MB." },
    { status: 429, code: "rate-limited", message: "Too many at once." },
    { status: 503, code: "unavailable", message: "The disk is full." },
  ];
  it.each(refusals)("rejects in the server's words: $status", async ({ status, code, message }) => {
    await using server = await UploadServer.open(refuse(status, code, message));
    const chat = chatWith(server);
    const uploading = chat.upload(file());
    await (await server.peer()).welcome(withUploads);
    await expect(uploading).rejects.toMatchObject({ name: "ChatError", code, message });
  });

  const strangers = [
    { what: "a proxy's own 413", status: 413, body: "<h1>Too large</h1>", code: "too-long" },
    { what: "a page", status: 200, body: "<h1>Sign in</h1>", code: "unavailable" },
    { what: "JSON of somebody else's", status: 201, body: "null", code: "unavailable" },
  ];
  it.each(strangers)("takes no other's answer for the server's: $what", async ({ status, body, code }) => {
    await using server = await UploadServer.open((response) => response.writeHead(status).end(body));
    const chat = chatWith(server);
    const uploading = chat.upload(file());
    await (await server.peer()).welcome(withUploads);
    await expect(uploading).rejects.toMatchObject({ code });
  });

  it("may be tried again after the connection was lost on the way", async () => {
    await using server = await UploadServer.open((response) => response.destroy(), take);
    const chat = chatWith(server);
    const uploading = chat.upload(file());
    await (await server.peer()).welcome(withUploads);
    await expect(uploading).rejects.toMatchObject({ code: "unavailable" });
    expect(await chat.upload(file())).toMatchObject({ size: 5 });
  });

  it("opens the link at once, and never again after it was ended", async () => {
    await using server = await UploadServer.open();
    const chat = chatWith(server);
    const end = new AbortController();
    const uploading = chat.upload(file(), end);
    expect(chat.getSnapshot().status.state).toBe("connecting");
    chat.disconnect();
    end.abort(new Error("enough"));
    await expect(uploading).rejects.toThrow("enough");
    expect(chat.getSnapshot().status.state).toBe("idle");
  });

  it("ends when its signal says so: before, while it waits for the link, and on the way", async () => {
    const reason = new Error("enough");
    const arrived = Promise.withResolvers<void>();
    await using server = await UploadServer.open(() => arrived.resolve());
    const chat = chatWith(server);
    await expect(chat.upload(file(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const waiting = new AbortController();
    const first = chat.upload(file(), waiting);
    const peer = await server.peer();
    waiting.abort(reason);
    await expect(first).rejects.toBe(reason);
    await peer.welcome(withUploads);
    await reaches(chat, "online");
    const running = new AbortController();
    const second = chat.upload(file(), running);
    await arrived.promise;
    running.abort(reason);
    await expect(second).rejects.toBe(reason);
  });
});

describe("upload of a signed-in user", () => {
  it("goes with their token, which is asked for anew, once, where it is refused", async () => {
    await using server = await UploadServer.open(
      take,
      refuse(401, "forbidden", "Expired."),
      take,
      refuse(401, "forbidden", "Who?"),
    );
    const asked: (number | undefined)[] = [];
    const getToken = ({ refused }: { readonly refused?: number | undefined }) => {
      asked.push(refused);
      return `token ${asked.length}`;
    };
    const chat = chatWith(server, { getToken });
    const first = chat.upload(file());
    await (await server.peer()).welcome(withUploads);
    await first;
    await chat.upload(file());
    await expect(chat.upload(file())).rejects.toMatchObject({ code: "forbidden", message: "Who?" });
    const tokens = server.uploaded.map(({ headers }) => headers.authorization);
    // The first of all was the hello's.
    expect(tokens).toEqual(["token 2", "token 2", "token 3", "token 3", "token 4"].map((token) => `Bearer ${token}`));
    expect(asked).toEqual([undefined, undefined, 4401, 4401]);
  });

  it("goes with the token of who is there now, where somebody else was before", async () => {
    await using server = await UploadServer.open(take, take);
    let person = "ann";
    const chat = chatWith(server, { getToken: () => person });
    const first = chat.upload(file());
    await (await server.peer()).welcome({ ...withUploads, user: { id: "u:ann", role: "user" } });
    await first;
    person = "bob";
    chat.reset();
    chat.connect();
    const second = chat.upload(file());
    await (await server.peer()).welcome({ ...withUploads, user: { id: "u:bob", role: "user" } });
    await second;
    expect(server.uploaded.map(({ headers }) => headers.authorization)).toEqual(["Bearer ann", "Bearer bob"]);
  });
});

describe("attachmentUrl", () => {
  const cases = [
    ["./uploads/x/a.png", "https://host/chat/uploads/x/a.png"],
    ["../a.png", "https://host/a.png"],
    ["/a.png", "https://host/a.png"],
    ["https://cdn.example/a.png", "https://cdn.example/a.png"],
    ["//cdn.example/a.png", "https://cdn.example/a.png"],
    ["javascript:alert(1)", undefined],
    ["java\nscript:alert(1)", undefined],
    ["data:text/html,x", undefined],
    ["blob:https://host/x", undefined],
    ["http://[", undefined],
  ] as const;
  it.each(cases)("%j is at %j", (url, expected) => {
    for (const endpoint of ["wss://host/chat", "wss://host/chat/", "wss://host/chat?room=lobby"]) {
      expect(attachmentUrl({ url }, endpoint)).toBe(expected);
    }
  });

  it("is without transport security where the endpoint is", () => {
    expect(attachmentUrl({ url: "./x" }, "ws://host:8888/chat")).toBe("http://host:8888/chat/x");
    expect(attachmentUrl({ url: "./x" }, "ws://host/")).toBe("http://host/x");
  });
});
