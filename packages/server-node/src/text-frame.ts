/**
 * One whole text message as it leaves a server (RFC 6455, section 5.2): final, unmasked. Each character of the result is one byte, so that
 * frames are put together as strings are, and their bytes counted by `length`.
 */
export function textFrame(text: string): string {
  const bytes = Buffer.byteLength(text);
  return header(bytes) + (bytes === text.length ? text : Buffer.from(text).toString("latin1"));
}

const finalText = 0x81;

function header(bytes: number): string {
  if (bytes < 126) return String.fromCharCode(finalText, bytes);
  if (bytes < 65_536) return String.fromCharCode(finalText, 126, bytes >> 8, bytes & 255);
  const length = [bytes >>> 24, (bytes >> 16) & 255, (bytes >> 8) & 255, bytes & 255];
  return String.fromCharCode(finalText, 127, 0, 0, 0, 0, ...length);
}
