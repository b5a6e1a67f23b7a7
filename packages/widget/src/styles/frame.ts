import { css } from "./css.ts";

/** What stands around the messages: header, scroller, status line. */
export const frame = css`
  .header {
    display: flex;
    align-items: center;
    gap: calc(8 * var(--_u));
    min-block-size: calc(48 * var(--_u));
    padding: calc(8 * var(--_u)) var(--_gutter);
    border-block-end: 1px solid var(--_hair);
  }
  .header .heading {
    flex: 1;
    overflow: hidden;
    font-size: inherit;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .heading {
    font-size: calc(22 * var(--_u));
    font-weight: 600;
    line-height: 1.25;
  }

  .middle {
    flex: 1;
    min-block-size: 0;
    position: relative;
    z-index: 0;
  }
  .scroller {
    block-size: 100%;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_edge) transparent;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  .content {
    display: flex;
    flex-direction: column;
    justify-content: end;
    min-block-size: 100%;
    padding-block-start: calc(16 * var(--_u));
  }
  .loading {
    position: absolute;
    inset: 0 0 auto;
    border-block-start: 2px solid var(--_accent-text);
    z-index: 1;
  }
  .empty {
    display: grid;
    gap: calc(8 * var(--_u));
    max-inline-size: 28rem;
    margin: auto;
    padding: calc(24 * var(--_u));
    text-align: center;
    text-wrap: balance;
  }
  slot[name="empty"] {
    display: grid;
    flex: 1;
  }
  .greeting {
    color: var(--_quiet);
    white-space: pre-line;
    unicode-bidi: plaintext;
  }

  .status {
    margin-inline: var(--_gutter);
    font-variant-numeric: tabular-nums;
  }
  .status span + span {
    display: inline-block;
  }
`;
