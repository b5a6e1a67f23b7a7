import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requires } from "../requires.ts";
import { upload, uploaded } from "../uploads/upload.ts";
import { isWorkerdHere, Workerd } from "./workerd.ts";

/** In parts of so many bytes a bucket is given what is longer. */
const partBytes = 5_242_880;

const isHere = requires("workerd", isWorkerdHere, "npm ci --prefix test/runtimes");

describe.skipIf(!isHere)("files of Durable Objects in R2", () => {
  let workerd: Workerd;
  let url: string;
  beforeAll(async () => {
    workerd = await Workerd.start({ worker: new URL("uploads-worker.ts", import.meta.url) });
    url = `${workerd.url}/websocket`;
  });
  afterAll(() => workerd?.[Symbol.asyncDispose]());

  const read = (link: URL, room: string): Promise<Response> => fetch(link, { headers: { Cookie: `room=${room}` } });

  const woken = async (): Promise<number> => (await workerd.fetch("/woken")).json() as Promise<number>;

  it("are given to whom mayRead lets read, by whichever object", async () => {
    const { link } = await uploaded(`${url}?room=lobby`, { body: "words" });
    expect(await (await read(link, "lobby")).text()).toBe("words");
    expect((await read(link, "hall")).status).toBe(403);
    expect((await fetch(link)).status).toBe(403);
  });

  it("go with their room, large ones too, and others stay", async () => {
    const bodies = ["small", Buffer.alloc(6_000_000, "large "), Buffer.alloc(partBytes, "as long as a part ")];
    const gone = await Promise.all(bodies.map((body) => uploaded(`${url}?room=den`, { body })));
    const { link } = await uploaded(`${url}?room=hall`, { body: "stays" });
    for (const [at, file] of gone.entries()) {
      const answer = await read(file.link, "den");
      expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(bodies[at] ?? ""))).toBe(true);
    }
    await workerd.fetch("/rooms/den", { method: "DELETE" });
    const statuses = await Promise.all(gone.map(async (file) => (await read(file.link, "den")).status));
    expect(statuses).toEqual([404, 404, 404]);
    expect(await (await read(link, "hall")).text()).toBe("stays");
    expect((await workerd.uploads()).every((key) => key.startsWith("chat/"))).toBe(true);
  });

  it("are taken from who is named by a token and names no room", async () => {
    const { link } = await uploaded(url, { body: "mine", headers: { Authorization: "Bearer mia" } });
    expect(await (await read(link, "~u:mia")).text()).toBe("mine");
  });

  it("are refused from pages of other sites, and from who says nothing of themselves, before any object has them", async () => {
    const there = await workerd.uploads();
    expect((await upload(url, { body: "x", headers: { Origin: "https://evil.example" } })).status).toBe(403);
    expect((await upload(url, { body: "x", headers: { Authorization: "Basic YTpi" } })).status).toBe(401);
    expect((await upload(`${url}?room=~u:mia`, { body: "x" })).status).toBe(403);
    expect(await workerd.uploads()).toEqual(there);
  });

  it("that cannot be are refused without an object waking for it", async () => {
    const before = await woken();
    const id = "A".repeat(44);
    const asked = [
      ["GET", "x", 404],
      ["HEAD", "A".repeat(43), 404],
      ["GET", `${id}A`, 404],
      ["GET", "%00".repeat(44), 404],
      ["POST", id, 405],
      ["DELETE", id, 405],
    ] as const;
    for (const [method, name, status] of asked) {
      expect([method, name, (await fetch(`${url}/uploads/${name}/x`, { method })).status]).toEqual([
        method,
        name,
        status,
      ]);
    }
    expect(await woken()).toBe(before);
    expect((await fetch(`${url}/uploads/${id}/x`)).status).toBe(404);
    expect(await woken()).toBe(before + 1);
  });

  it("wake no object of their own to be read, or for each that somebody brings", async () => {
    const before = await woken();
    const other = (letter: string): string => `${letter.repeat(40)}zzzz`;
    for (const letter of ["a", "b", "c"]) {
      expect((await fetch(`${url}/uploads/${other(letter)}/x`)).status).toBe(404);
    }
    expect(await woken()).toBe(before + 1);
    const bearer = { body: "x", headers: { Authorization: "Bearer noa" } };
    await uploaded(url, bearer);
    const since = await woken();
    await uploaded(url, bearer);
    expect(await woken()).toBe(since);
  });
});
