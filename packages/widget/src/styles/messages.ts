import { css } from "./css.ts";

/** Groups, bubbles and the small print between them. */
export const messages = css`
  /* Chunks lie in a block, not in a flexbox: WebKit lays that out as a whole for each change in one of them. */
  .chunk {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: calc(2 * var(--_u));
    padding: 0 var(--_gutter) calc(2 * var(--_u));
  }
  .chunk[hidden] {
    display: none;
  }
  .chunk:not(:last-child, [near]) {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 1500px;
  }
  .message {
    display: flex;
    flex-direction: column;
    align-self: start;
    align-items: start;
    max-inline-size: min(85%, 42rem);
  }
  .own {
    align-self: end;
    align-items: end;
  }
  .bubble {
    max-inline-size: 100%;
    padding: calc(8 * var(--_u)) calc(12 * var(--_u));
    border-radius: calc(18 * var(--_u));
    background: var(--_raised);
    white-space: pre-wrap;
    /* Each paragraph runs in its own direction, while the corners stay with the page's. */
    unicode-bidi: plaintext;
  }
  .own .bubble,
  .send {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .follows.own .bubble {
    border-start-end-radius: calc(6 * var(--_u));
  }
  .leads.own .bubble {
    border-end-end-radius: calc(6 * var(--_u));
  }
  .emoji .bubble {
    padding: calc(4 * var(--_u)) 0;
    background: none;
    font-size: calc(40 * var(--_u));
    line-height: 1.2;
  }
  .bubble a {
    color: var(--_accent-text);
  }
  .own .bubble a {
    color: inherit;
  }
  .own .bubble :focus-visible {
    outline-color: currentColor;
  }

  .name,
  .foot,
  .trouble,
  .day,
  .status,
  .excess {
    padding: calc(4 * var(--_u)) calc(12 * var(--_u)) 0;
    color: var(--_quiet);
    font-size: calc(12 * var(--_u));
  }
  .name {
    padding-block: 0 calc(2 * var(--_u));
    font-weight: 600;
  }
  .foot {
    /* Who copies a conversation gets author and time with each message. Safari knows it by this name only, the others by both. */
    -webkit-user-select: none;
    display: flex;
    gap: 0.4em;
    align-items: center;
    margin-block-end: calc(14 * var(--_u));
  }
  .own .trouble {
    max-inline-size: 24rem;
    text-align: end;
  }
  .trouble {
    padding-block-end: calc(8 * var(--_u));
  }
  .failed {
    color: var(--_danger);
    font-weight: 600;
  }
  .failed svg {
    margin-inline-end: 0.4em;
  }
  .link {
    min-block-size: 24px;
    min-inline-size: 24px;
    border-radius: calc(4 * var(--_u));
    color: var(--_accent-text);
    font-weight: 600;
  }
  .link:hover {
    text-decoration: underline;
  }
  .day {
    padding-block: calc(8 * var(--_u)) calc(16 * var(--_u));
    text-align: center;
  }
  .day::first-letter {
    text-transform: uppercase;
  }
`;
