import { css } from "../styles/css.ts";

/** Of a message in Markdown. */
export const markdownStyles = css`
  .markdown.drawn {
    white-space: normal;
  }
  /* As narrow as there is room, so that what is wider scrolls in itself. */
  .message:not(.own):has(.drawn) {
    align-self: stretch;
  }
  .markdown > * + *,
  .markdown > * > * + *,
  .markdown blockquote > * + *,
  .markdown li > * + * {
    margin-block-start: calc(8 * var(--_u));
  }
  .markdown .typed {
    white-space: pre-wrap;
  }
  .markdown :is(.heading-1, .heading-2) {
    font-size: 1.15em;
  }
  .markdown :is(ul, ol) {
    padding: 0;
  }
  /* Each on the side where its own text begins. */
  .markdown li {
    margin-inline-start: 1.5em;
    text-align: start;
  }
  .markdown li + li {
    margin-block-start: calc(3 * var(--_u));
  }
  .markdown blockquote {
    padding-inline-start: calc(10 * var(--_u));
    border-inline-start: calc(3 * var(--_u)) solid var(--_edge);
  }
  .markdown hr {
    border: 0;
    border-block-start: 1px solid var(--_edge);
  }
  .markdown code {
    font: 0.9em ui-monospace, monospace;
    unicode-bidi: isolate;
  }
  .markdown :not(pre) > code {
    padding: 0.1em 0.3em;
    border-radius: calc(4 * var(--_u));
    background: var(--_hair);
  }
  .markdown .code,
  .markdown .scroll {
    border: 1px solid var(--_hair);
    border-radius: calc(8 * var(--_u));
  }
  .markdown .bar {
    display: flex;
    gap: calc(12 * var(--_u));
    align-items: center;
    justify-content: space-between;
    padding-inline: calc(10 * var(--_u)) calc(6 * var(--_u));
    border-block-end: 1px solid var(--_hair);
    font-size: calc(12 * var(--_u));
  }
  .markdown .copy {
    padding-inline: calc(6 * var(--_u));
    color: inherit;
  }
  .markdown .copy[data-done]::before {
    content: "✓ " / "";
  }
  .markdown pre,
  .markdown .scroll {
    overflow-x: auto;
    overflow-wrap: normal;
  }
  .markdown pre {
    padding: calc(8 * var(--_u)) calc(10 * var(--_u));
  }
  .markdown table {
    min-inline-size: 100%;
    border-collapse: collapse;
  }
  .markdown :is(th, td) {
    padding: calc(4 * var(--_u)) calc(10 * var(--_u));
    vertical-align: top;
  }
  /* Columns are as straight as the table, whichever way their words run. */
  .markdown :is(th, td):not([align]) {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .markdown [align="right"] {
    white-space: nowrap;
  }
  .markdown td {
    border-block-start: 1px solid var(--_hair);
  }
  .streaming .bubble:has(.drawn)::after {
    content: none;
  }
  .streaming .drawn > :last-child > :is(p, :is(ul, ol):last-child > li):last-child::after {
    content: " ●" / "";
    color: var(--_edge);
    font-size: 0.7em;
  }
`;
