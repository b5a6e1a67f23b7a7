import { css } from "./css.ts";

/** The room that the element takes, before there is anything in it. */
export const host = css`
  :host {
    --_u: calc(var(--ws-chat-font-size, 0.9375rem) / 15);

    display: block;
    contain: inline-size;
    contain-intrinsic-inline-size: 30rem;
    box-sizing: border-box;
    block-size: min(36rem, 100dvh);
    min-inline-size: 0;
    overflow: hidden;
    /* A page that keeps its reader's place would take what is written here for it, and move with that. */
    overflow-anchor: none;
  }
  :host([hidden]) {
    display: none;
  }
`;
