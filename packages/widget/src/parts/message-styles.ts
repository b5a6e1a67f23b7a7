import { css } from "../styles/css.ts";

/** Of what is never seen before others have written. */
export const messageStyles = css`
  .no-reply .bubble {
    background: none;
    box-shadow: inset 0 0 0 1px var(--_edge);
    color: var(--_quiet);
  }
  .streaming .bubble::after {
    content: " ●" / "";
    color: var(--_edge);
    font-size: 0.7em;
  }
  .gap {
    margin-block: calc(8 * var(--_u)) calc(24 * var(--_u));
    border-block-start: 1px dashed var(--_edge);
    text-align: center;
  }
`;
