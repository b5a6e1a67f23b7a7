/** An anonymous visitor's secret: 22 base64url characters, 128 bits. */
export const secretPattern = /^[A-Za-z0-9_-]{22}$/;
