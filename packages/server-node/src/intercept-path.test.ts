import { once } from "node:events";
import { createServer, request, type RequestOptions, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { interceptPath, type PathHandler } from "./intercept-path.ts";

const ours: PathHandler = {
  request: (_, response) => void response.end("ours"),
  upgrade: (_, socket) => void socket.end("HTTP/1.1 101 Ours\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
};
const theirs = (_: unknown, socket: { end(text: string): void }) =>
  socket.end("HTTP/1.1 101 Theirs\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

describe("interceptPath", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function listen(server: Server): Promise<number> {
    servers.push(server.listen(0, "127.0.0.1"));
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  /** An app that answers every request with what it got. */
  const app = () =>
    createServer(async (incoming, response) => {
      const body = await incoming.setEncoding("utf8").toArray();
      response.end(`app: ${incoming.method} ${incoming.url} ${body.join("")}`);
    });

  it.each([
    ["/websocket", "ours"],
    ["/websocket?room=lobby", "ours"],
    ["/websocket/", "app: GET /websocket/ "],
    ["/websockets", "app: GET /websockets "],
    ["/", "app: GET / "],
    ["/?/websocket", "app: GET /?/websocket "],
  ])("answers a request for %s with: %s", async (path, answer) => {
    const server = app();
    interceptPath(server, "/websocket", ours);
    expect(await ask({ port: await listen(server), path })).toBe(answer);
  });

  it("takes its upgrades alone, beside handlers registered before and after", async () => {
    const server = app();
    const heard: string[] = [];
    server.on("upgrade", ({ url }, socket) => (heard.push(`before ${url}`), theirs(url, socket)));
    interceptPath(server, "/websocket", ours);
    server.on("upgrade", ({ url }) => heard.push(`after ${url}`));
    const port = await listen(server);
    expect(await ask({ port, path: "/websocket", headers: upgrading })).toBe("101 Ours");
    expect(heard).toEqual([]);
    expect(await ask({ port, path: "/hot-reload", headers: upgrading })).toBe("101 Theirs");
    expect(heard).toEqual(["before /hot-reload", "after /hot-reload"]);
  });

  it("leaves upgrades of other paths ordinary requests where nobody else listens for upgrades, body and all", async () => {
    const server = app();
    interceptPath(server, "/websocket", ours);
    const port = await listen(server);
    const headers = { Connection: "Upgrade", Upgrade: "h2c" };
    expect(await ask({ port, path: "/orders", method: "POST", headers }, "two rolls")).toBe(
      "app: POST /orders two rolls",
    );
  });

  it.each(["beside nobody else", "beside another listener"])(
    "takes an offer of HTTP/2, which some programs make with each request, for the request that it is, %s",
    async (beside) => {
      const server = app();
      interceptPath(server, "/websocket", ours);
      if (beside === "beside another listener") server.on("upgrade", theirs);
      const port = await listen(server);
      const headers = {
        Connection: "Upgrade, HTTP2-Settings",
        Upgrade: "h2c",
        "HTTP2-Settings": "AAMAAABkAAQCAAAAAAIAAAAA",
      };
      expect(await ask({ port, path: "/websocket", headers })).toBe("ours");
      const other = { Connection: "Upgrade", Upgrade: "WebSocket" };
      expect(await ask({ port, path: "/websocket", headers: other })).toBe("101 Ours");
    },
  );

  it("keeps to the server's own choice of upgrades", async () => {
    const server = Object.assign(app(), { shouldUpgradeCallback: ({ url }: { url?: string }) => url === "/chosen" });
    server.on("upgrade", theirs);
    interceptPath(server, "/websocket", ours);
    const port = await listen(server);
    expect(await ask({ port, path: "/chosen", headers: upgrading })).toBe("101 Theirs");
    expect(await ask({ port, path: "/other", headers: upgrading })).toBe("app: GET /other ");
  });

  it("refuses a path that is taken, and frees it when undone", async () => {
    const server = app();
    const undo = interceptPath(server, "/websocket", ours);
    expect(() => interceptPath(server, "/websocket", ours)).toThrow(TypeError);
    const undoOther = interceptPath(server, "/support", ours);
    undo();
    const port = await listen(server);
    expect(await ask({ port, path: "/websocket" })).toBe("app: GET /websocket ");
    expect(await ask({ port, path: "/support" })).toBe("ours");
    undoOther();
    interceptPath(server, "/websocket", ours);
    expect(await ask({ port, path: "/websocket" })).toBe("ours");
  });

  it("leaves no trace on a server when undone", async () => {
    const server = app();
    const own = () => [
      ...["emit", "shouldUpgradeCallback"].map((name): unknown => Reflect.get(server, name)),
      server.listenerCount("upgrade"),
    ];
    const before = own();
    interceptPath(server, "/websocket", ours)();
    expect(own()).toEqual(before);
  });
});

const upgrading = { Connection: "Upgrade", Upgrade: "websocket" };

/** The body of an answer, or the status line of a switch of protocols. */
async function ask(options: RequestOptions, body = ""): Promise<string> {
  const asking = request({ host: "127.0.0.1", agent: false, ...options }).end(body);
  const answered = Promise.withResolvers<string>();
  asking.on("response", async (response) => answered.resolve((await response.setEncoding("utf8").toArray()).join("")));
  asking.on("upgrade", ({ statusCode, statusMessage }, socket: Socket) => {
    socket.destroy();
    answered.resolve(`${statusCode} ${statusMessage}`);
  });
  asking.on("error", answered.reject);
  return answered.promise;
}
