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
  .jump {
    position: absolute;
    inset-block-end: calc(8 * var(--_u));
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 0.5em;
    inline-size: fit-content;
    border: 1px solid;
    min-block-size: calc(32 * var(--_u));
    margin-inline: auto;
    padding-inline: calc(14 * var(--_u));
    border-radius: calc(16 * var(--_u));
    font-size: calc(13 * var(--_u));
    font-weight: 600;
  }
`;
