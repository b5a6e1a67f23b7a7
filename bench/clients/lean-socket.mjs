import { connect } from "node:net";

const maskKey = Buffer.from([0x5a, 0xc3, 0x3c, 0xa5]);
const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

/** As little of RFC 6455 as a client can do with: whoever compares servers shall cost little beside them. */
export class LeanSocket {
  /** @type {(payload: Buffer) => void} */
  received = () => {};
  closed = () => {};
  #socket;
  #rest = Buffer.alloc(0);

  /** @param {{ port: number, path: string, subprotocol?: string, localAddress?: string }} where */
  static async open({ port, path, subprotocol, localAddress }) {
    const self = new LeanSocket();
    const { promise, resolve, reject } = Promise.withResolvers();
    const socket = connect({ port, host: "127.0.0.1", localAddress, noDelay: true });
    self.#socket = socket;
    socket.on("error", reject);
    socket.on("close", () => {
      reject(new Error("closed"));
      self.closed();
    });
    socket.once("data", (head) => {
      const end = head.indexOf("\r\n\r\n");
      if (end < 0 || !head.toString("latin1", 0, 12).endsWith("101")) return socket.destroy(new Error(head.toString()));
      socket.on("data", (chunk) => self.#take(chunk));
      // Whoever waits for this socket listens before the first frame is looked at.
      queueMicrotask(() => self.#take(head.subarray(end + 4)));
      resolve(self);
    });
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...(subprotocol ? [`Sec-WebSocket-Protocol: ${subprotocol}`] : []),
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    return promise;
  }

  send(text) {
    this.#write(opcodes.text, Buffer.from(text));
  }

  /** Leaves no port behind that waits. */
  leave() {
    this.#socket.resetAndDestroy();
  }

  #write(opcode, payload) {
    const { length } = payload;
    const long = length > 125 ? 2 : 0;
    const frame = Buffer.allocUnsafe(6 + long + length);
    frame[0] = 0x80 | opcode;
    frame[1] = 0x80 | (long ? 126 : length);
    if (long) frame.writeUInt16BE(length, 2);
    maskKey.copy(frame, 2 + long);
    for (let at = 0, to = 6 + long; at < length; at += 1, to += 1) frame[to] = payload[at] ^ maskKey[at & 3];
    this.#socket.write(frame);
  }

  #take(chunk) {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    while (at + 2 <= data.length) {
      const opcode = data[at] & 0x0f;
      let length = data[at + 1] & 0x7f;
      let start = at + 2;
      if (length === 126 && start + 2 <= data.length) length = data.readUInt16BE(start);
      else if (length === 127 && start + 8 <= data.length) length = Number(data.readBigUInt64BE(start));
      else if (length > 125) break;
      start += (data[at + 1] & 0x7f) < 126 ? 0 : (data[at + 1] & 0x7f) === 126 ? 2 : 8;
      if (start + length > data.length) break;
      at = start + length;
      const payload = data.subarray(start, at);
      if (opcode === opcodes.text) this.received(payload);
      else if (opcode === opcodes.ping) this.#write(opcodes.pong, payload);
      else if (opcode === opcodes.close) this.#socket.destroy();
    }
    this.#rest = data.subarray(at);
  }
}
