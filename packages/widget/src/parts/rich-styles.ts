import { css } from "../styles/css.ts";

/** Of what messages have beside their text. */
export const richStyles = css`
  .run {
    display: block;
    unicode-bidi: plaintext;
  }
  .quick {
    display: none;
    flex-wrap: wrap;
    gap: calc(8 * var(--_u));
    padding-block-start: calc(8 * var(--_u));
  }
  /* A question is answered once, below the newest message alone, and where messages are taken. */
  :host(:not([disabled])) .last .quick {
    display: flex;
  }
  .chip {
    min-block-size: calc(36 * var(--_u));
    padding: calc(6 * var(--_u)) calc(14 * var(--_u));
    border: 1px solid var(--_edge);
    border-radius: calc(18 * var(--_u));
    unicode-bidi: plaintext;
  }
  .chip:hover {
    background: var(--_raised);
  }
  .stop {
    font-size: calc(12 * var(--_u));
    padding-inline: calc(12 * var(--_u));
    margin-block-start: calc(4 * var(--_u));
  }
`;
