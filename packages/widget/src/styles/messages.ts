import { css } from "lit";

/** Groups, bubbles and the small print between them. */
export const messages = css`
  .group {
    display: grid;
    justify-items: start;
    margin-block-start: calc(16 * var(--u));
  }
  .chunk:first-child > .group:first-child {
    margin-block-start: 0;
  }
  .group.joins-before {
    margin-block-start: calc(2 * var(--u));
  }
  .group.own {
    justify-items: end;
  }
  .messages {
    display: grid;
    gap: calc(2 * var(--u));
    justify-items: inherit;
    inline-size: 100%;
    min-inline-size: 0;
  }
  .message {
    display: grid;
    justify-items: inherit;
    max-inline-size: min(85%, 42rem);
    min-inline-size: 0;
  }
  .bubble {
    --inner: calc(6 * var(--u));
    min-inline-size: 0;
    max-inline-size: 100%;
    padding: calc(8 * var(--u)) calc(12 * var(--u));
    border-radius: calc(18 * var(--u));
    background: var(--raised);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .own .bubble {
    background: var(--accent);
    color: var(--on-accent);
  }
  .group:not(.own) .message:not(:last-child) .bubble,
  .joins-after:not(.own) .bubble {
    border-end-start-radius: var(--inner);
  }
  .group:not(.own) .message:not(:first-child) .bubble,
  .joins-before:not(.own) .bubble {
    border-start-start-radius: var(--inner);
  }
  .own .message:not(:last-child) .bubble,
  .own.joins-after .bubble {
    border-end-end-radius: var(--inner);
  }
  .own .message:not(:first-child) .bubble,
  .own.joins-before .bubble {
    border-start-end-radius: var(--inner);
  }
  .emoji .bubble {
    padding: calc(4 * var(--u)) 0;
    background: none;
    font-size: calc(40 * var(--u));
    line-height: 1.2;
  }
  .no-reply .bubble {
    background: none;
    box-shadow: inset 0 0 0 1px var(--edge);
    color: var(--quiet);
  }
  .bubble a {
    color: var(--accent-text);
    text-underline-offset: 0.15em;
  }
  .own .bubble a {
    color: inherit;
  }
  .own .bubble :focus-visible {
    outline-color: currentColor;
  }

  .meta,
  .day,
  .gap,
  .status {
    color: var(--quiet);
    font-size: calc(12 * var(--u));
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 0.4em;
    padding: calc(4 * var(--u)) calc(12 * var(--u)) 0;
  }
  .name {
    padding-block: 0 calc(4 * var(--u));
    font-weight: 600;
  }
  .own .meta {
    justify-content: end;
  }
  .state {
    display: flex;
  }
  .failure {
    max-inline-size: 24rem;
    padding: calc(2 * var(--u)) calc(12 * var(--u)) 0;
    color: var(--quiet);
    font-size: calc(12 * var(--u));
    text-align: end;
    text-wrap: pretty;
  }
  .failed {
    color: var(--danger);
    font-weight: 600;
  }
  .failed svg {
    margin-inline-end: 0.4em;
    vertical-align: -0.12em;
  }
  .link {
    min-block-size: 24px;
    min-inline-size: 24px;
    border-radius: calc(4 * var(--u));
    color: var(--accent-text);
    font-weight: 600;
  }
  .link:hover {
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .day,
  .gap {
    display: flex;
    justify-content: center;
    gap: calc(12 * var(--u));
    padding-block: calc(24 * var(--u)) 0;
    text-align: center;
  }
  .chunk:first-child > .day:first-child {
    padding-block-start: 0;
  }
  .gap::before,
  .gap::after {
    content: "";
    flex: 1;
    align-self: center;
    border-block-start: 1px dashed var(--edge);
  }
`;
