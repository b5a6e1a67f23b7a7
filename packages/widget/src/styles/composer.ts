import { css } from "lit";

/** The field and its button. */
export const composer = css`
  .composer {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: calc(8 * var(--u));
    padding: calc(8 * var(--u)) var(--gutter) calc(12 * var(--u));
  }
  .box {
    display: flex;
    flex: 1;
    align-items: end;
    min-inline-size: 0;
    border: 1px solid var(--edge);
    border-radius: calc(22 * var(--u));
  }
  .box:has(textarea:disabled) {
    opacity: 0.5;
  }
  .box:has(textarea:focus-visible) {
    border-color: transparent;
    outline: 2px solid var(--accent-text);
    outline-offset: 2px;
  }
  textarea:focus-visible {
    outline: none;
  }
  .grow {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    --line: calc(24 * var(--u));
  }
  .grow > * {
    grid-area: 1 / 1;
    min-block-size: calc(42 * var(--u));
    max-block-size: calc(6 * var(--line) + 18 * var(--u));
    padding: calc(9 * var(--u)) 0;
    padding-inline-start: calc(16 * var(--u));
    border: 0;
    font-size: max(16px, 16 * var(--u));
    line-height: var(--line);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  textarea {
    inline-size: 100%;
    overflow-y: auto;
    background: none;
    resize: none;
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--quiet);
    opacity: 1;
  }
  .mirror {
    overflow: hidden;
    visibility: hidden;
  }
  .send {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: calc(34 * var(--u));
    block-size: calc(34 * var(--u));
    margin: calc(4 * var(--u));
    border-radius: 50%;
    font-size: calc(18 * var(--u));
  }
  .send:disabled {
    background: var(--raised);
    color: inherit;
    cursor: default;
  }
  .send:disabled svg {
    opacity: 0.5;
  }
  .excess {
    inline-size: 100%;
  }
`;
