import { css } from "../styles/css.ts";

/** Of the files of a message. */
export const attachmentsStyles = css`
  .attachments.drawn {
    display: grid;
    grid-template-columns: minmax(0, auto);
    gap: calc(4 * var(--_u));
    justify-items: start;
    /* To the edge of the bubble; a theme without bubbles says otherwise. */
    margin: var(--files-margin, calc(-4 * var(--_u)) calc(-8 * var(--_u)) calc(6 * var(--_u)));
    white-space: normal;
  }
  .attachments:empty {
    display: none;
  }
  .attachments[lone] {
    margin-block-end: calc(-4 * var(--_u));
  }
  .pictures {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, calc(140 * var(--_u))));
    gap: calc(4 * var(--_u));
  }
  .picture a,
  .pictures a {
    display: block;
    border-radius: calc(14 * var(--_u));
  }
  .image,
  .video {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    border-radius: inherit;
    background: color-mix(in oklab, currentColor 8%, transparent);
    object-fit: cover;
  }
  .picture {
    max-inline-size: calc(288 * var(--_u));
  }
  .picture .image {
    min-inline-size: calc(64 * var(--_u));
    min-block-size: calc(64 * var(--_u));
    max-block-size: calc(320 * var(--_u));
  }
  .pictures .image {
    inline-size: 100%;
    aspect-ratio: 1;
  }
  .pictures a:last-child:nth-child(odd) {
    grid-column: span 2;
  }
  .pictures a:last-child:nth-child(odd) .image {
    aspect-ratio: 2;
  }
  .audio {
    max-inline-size: 100%;
    inline-size: calc(288 * var(--_u));
  }
  .video {
    max-block-size: calc(320 * var(--_u));
    max-inline-size: min(100%, calc(288 * var(--_u)));
    border-radius: calc(14 * var(--_u));
  }
  .attachment {
    display: flex;
    gap: calc(10 * var(--_u));
    align-items: center;
    max-inline-size: calc(288 * var(--_u));
    min-block-size: calc(44 * var(--_u));
    padding: calc(6 * var(--_u)) calc(14 * var(--_u)) calc(6 * var(--_u)) calc(10 * var(--_u));
    border-radius: calc(14 * var(--_u));
    /* On the accent a ground of its own would take contrast from what is written on it. */
    border: 1px solid color-mix(in oklab, currentColor 28%, transparent);
    line-height: 1.3;
    text-align: start;
    text-decoration: none;
  }
  .bubble .attachment {
    color: inherit;
  }
  a.attachment:hover .file-name {
    text-decoration: underline;
  }
  /* Its bubble is its edge. */
  [lone] > .attachment:only-child {
    border-color: transparent;
  }
  .follows.own .picture a {
    border-start-end-radius: calc(4 * var(--_u));
  }
  .leads.own [lone] .picture a {
    border-end-end-radius: calc(4 * var(--_u));
  }
  .follows:not(.own) .picture a {
    border-start-start-radius: calc(4 * var(--_u));
  }
  .leads:not(.own) [lone] .picture a {
    border-end-start-radius: calc(4 * var(--_u));
  }
  .attachment svg {
    inline-size: calc(22 * var(--_u));
    block-size: calc(22 * var(--_u));
    stroke-width: 1.2;
  }
  .words {
    display: grid;
    min-inline-size: 0;
  }
  .file-name {
    display: -webkit-box;
    justify-self: start;
    overflow: hidden;
    font-weight: 600;
    /* From the side of the icon, whichever the name's own direction. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .size {
    justify-self: start;
    font-size: calc(12 * var(--_u));
  }
  /* Nor a second edge where system colours draw each. */
  @media (forced-colors: active) {
    [lone] > .attachment:only-child {
      border: 0;
    }
  }
`;
