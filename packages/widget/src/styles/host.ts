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
  }
  :host([hidden]) {
    display: none;
  }
`;
