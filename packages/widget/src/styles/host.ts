import { css } from "./css.ts";

/** The room that the element takes, before there is anything in it. */
export const host = css`
  :host {
    --_u: calc(var(--ws-chat-font-size, 0.9375rem) / 15);

    display: block;
    position: relative;
    /* A height of its own, also where a page gives it 100 % of none: it would grow with each message. */
    contain: size;
    contain-intrinsic-size: 30rem 36rem;
    box-sizing: border-box;
    block-size: min(36rem, 100dvh);
    min-inline-size: 0;
    writing-mode: horizontal-tb;
    overflow: hidden;
    /* A page that keeps its reader's place would take what is written here for it, and move with that. */
    overflow-anchor: none;
  }
  :host([hidden]) {
    display: none;
  }
`;
