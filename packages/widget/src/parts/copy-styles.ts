import { css } from "../styles/css.ts";

/** Of the buttons that copy messages. */
export const copyStyles = css`
  .message:not(.own) {
    margin-inline-end: 36px;
  }
  .bubble:has(> .rail) {
    position: relative;
  }
  .rail {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 100%;
    display: flex;
    align-items: end;
    padding-inline-start: 4px;
  }
  .rail > .copy {
    position: sticky;
    inset-block-end: 5px;
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    margin-block: 5px;
    border-radius: 8px;
    color: var(--_quiet);
    font-size: 16px;
  }
  .rail > .copy:hover {
    background: var(--_raised);
  }
  .rail > .copy:not([data-done]) svg + svg,
  .rail > .copy[data-done] svg:first-child {
    display: none;
  }
  .rail > .copy[data-done]::after {
    content: attr(data-done) / "";
    position: absolute;
    inset-block-end: 100%;
    inset-inline-end: 0;
    padding: 3px 8px;
    border-radius: 6px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 12px;
    white-space: nowrap;
  }
`;
