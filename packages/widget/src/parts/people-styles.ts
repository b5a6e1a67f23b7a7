import { css } from "../styles/css.ts";

/** Of the line that says who is here, and of what stands for "read". */
export const peopleStyles = css`
  .people {
    overflow: hidden;
    padding: calc(6 * var(--_u)) var(--_gutter);
    border-block-end: 1px solid var(--_hair);
    color: var(--_quiet);
    font-size: calc(12 * var(--_u));
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .people[hidden] {
    display: none;
  }
  .people::before {
    content: "";
    display: inline-block;
    inline-size: calc(8 * var(--_u));
    block-size: calc(8 * var(--_u));
    margin-inline-end: calc(6 * var(--_u));
    border-radius: 50%;
    background: var(--_accent-text);
  }
  /* The line has the edge of both; a theme that draws one says so, too. */
  .header[part~="peopled"] {
    min-block-size: 0;
    padding-block-end: 0;
    border: 0;
  }
  .foot[read] .state:not(.read) {
    display: none;
  }
  .read svg {
    inline-size: 1.2em;
    block-size: 1.2em;
    vertical-align: -0.25em;
  }
  @media (forced-colors: active) {
    .people::before {
      background: CanvasText;
    }
  }
`;
