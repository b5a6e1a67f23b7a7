/** A paper-clip, as `icon` draws it. */
export const clipPath =
  "m13.2 7.4-5.3 5.3a3.3 3.3 0 0 1-4.7-4.7l5.6-5.6a2.2 2.2 0 0 1 3.1 3.1l-5.6 5.6a1.1 1.1 0 0 1-1.5-1.5l4.9-5";
