import { css } from "./css.ts";

/** The field and its button. */
export const composer = css`
  .composer {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: calc(8 * var(--_u));
    padding: calc(8 * var(--_u)) var(--_gutter) calc(12 * var(--_u));
  }
  .box {
    display: flex;
    flex: 1;
    align-items: end;
    min-inline-size: 0;
    border: 1px solid var(--_edge);
    border-radius: calc(22 * var(--_u));
  }
  .box:has(textarea:disabled) {
    opacity: 0.5;
  }
  .box:has(textarea:focus-visible) {
    border-color: transparent;
    outline: 2px solid var(--_accent-text);
    outline-offset: 2px;
  }
  textarea:focus-visible {
    outline: none;
  }
  .grow {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    --_line: calc(24 * var(--_u));
  }
  .grow > * {
    grid-area: 1 / 1;
    min-block-size: calc(42 * var(--_u));
    max-block-size: calc(6 * var(--_line) + 18 * var(--_u));
    padding: calc(9 * var(--_u)) 0;
    padding-inline-start: calc(16 * var(--_u));
    border: 0;
    font-size: max(16px, 16 * var(--_u));
    line-height: var(--_line);
    white-space: pre-wrap;
  }
  textarea {
    inline-size: 100%;
    background: none;
    resize: none;
    scrollbar-width: thin;
  }
  /* An empty field keeps its page's side, where the placeholder is. */
  textarea:not(:placeholder-shown) {
    unicode-bidi: plaintext;
  }
  textarea::placeholder {
    color: var(--_quiet);
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
    inline-size: calc(34 * var(--_u));
    block-size: calc(34 * var(--_u));
    margin: calc(4 * var(--_u));
    border-radius: 50%;
    font-size: calc(18 * var(--_u));
  }
  /* Of what is half there itself, this is as much as what is raised. */
  .send:disabled {
    background: var(--_hair);
    color: var(--_edge);
    cursor: default;
  }
  .excess {
    inline-size: 100%;
  }
`;
