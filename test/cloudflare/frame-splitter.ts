/** A frame of WebSocket, as it stands in the stream. */
export interface RawFrame {
  readonly bytes: Buffer;
  /** Begins a message, of text or not. */
  readonly begins: boolean;
  /** The beginning of what it carries, where that is not masked. */
  readonly start: string;
}

/** Cuts one direction of a WebSocket connection, from behind the handshake on, into its frames. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete with `chunk`. */
  *take(chunk: Buffer): Iterable<RawFrame> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (let frame = this.#next(); frame; frame = this.#next()) yield frame;
  }

  #next(): RawFrame | undefined {
    const bytes = this.#rest;
    if (bytes.length < 2) return undefined;
    const opcode = bytes.readUInt8(0) & 0x0f;
    const isMasked = bytes.readUInt8(1) >= 0x80;
    const short = bytes.readUInt8(1) & 0x7f;
    const behindLength = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (bytes.length < behindLength) return undefined;
    const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
    const from = behindLength + (isMasked ? 4 : 0);
    if (bytes.length < from + length) return undefined;
    this.#rest = bytes.subarray(from + length);
    return {
      bytes: bytes.subarray(0, from + length),
      begins: opcode === 1 || opcode === 2,
      start: bytes.toString("latin1", from, Math.min(from + 40, from + length)),
    };
  }
}
