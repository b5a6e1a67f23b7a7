/** Drawings that several parts have, as `icon` takes them. */
export const clipPath =
  "m13.2 7.4-5.3 5.3a3.3 3.3 0 0 1-4.7-4.7l5.6-5.6a2.2 2.2 0 0 1 3.1 3.1l-5.6 5.6a1.1 1.1 0 0 1-1.5-1.5l4.9-5";
export const filePath = "M9.5 2H4.7a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h6.6a1 1 0 0 0 1-1V4.8L9.5 2Zm0 0v2.8h2.8";
