import { css } from "../styles/css.ts";

/** Of the line that says who is here, and of what stands for "read". */
export const peopleStyles = css`
  .people {
    display: flex;
    align-items: center;
    padding: calc(6 * var(--_u)) var(--_gutter);
    border-block-end: 1px solid var(--_hair);
    color: var(--_quiet);
    font-size: calc(12 * var(--_u));
    white-space: pre;
  }
  /* Each name loses its own end, whichever side that is on, and none of the other words. */
  .people bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .people[hidden] {
    display: none;
  }
  .people::before {
    content: "";
    margin-inline-end: calc(6 * var(--_u));
    border: calc(4 * var(--_u)) solid var(--_accent-text);
    border-radius: 50%;
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
`;
