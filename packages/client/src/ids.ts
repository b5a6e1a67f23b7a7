/**
 * 128 random bits in 22 base64url characters, also where there is no `randomUUID`, as on plain `http:` pages. 132 bits are
 * drawn: that two digits share one character costs half a bit.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(17));
  return btoa(String.fromCharCode(...bytes))
    .replace(/[+/]/g, "_")
    .slice(0, 22);
}
