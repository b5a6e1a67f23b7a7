import { css } from "./css.ts";

/**
 * Sizes, colours and resets. Lengths are multiples of --_u, one fifteenth of a message's text: a pixel at the default size.
 * Colours are one accent and, for all else, the page's own text colour thinned over its own ground. In custom properties
 * currentColor is that of the element which uses them, so that what is quiet must not lie in what is quiet.
 */
export const foundation = css`
  :host {
    --_accent: var(--ws-chat-accent, oklch(0.53 0.2 268));
    --_danger: var(--ws-chat-danger, color-mix(in oklab, oklch(0.6 0.24 27) 60%, currentColor));
    --_quiet: color-mix(in oklab, currentColor 72%, transparent);
    --_edge: color-mix(in oklab, currentColor 50%, transparent);
    --_hair: color-mix(in oklab, currentColor 14%, transparent);
    --_raised: color-mix(in oklab, currentColor 8%, transparent);
    /* Black or white, whichever reads better: relative luminance 0.18 is where both contrast alike. */
    --_lightness: clamp(0, (0.18 - 0.2126 * r - 0.7152 * g - 0.0722 * b) * 1e4, 1);
    --_on-accent: color(from var(--_accent) srgb-linear var(--_lightness) var(--_lightness) var(--_lightness));
    --_accent-text: color-mix(in oklab, var(--_accent) 42%, currentColor);
    --_gutter: max(calc(12 * var(--_u)), (100% - var(--ws-chat-column, 52rem)) / 2);

    border: 1px solid var(--_hair);
    border-radius: var(--ws-chat-radius, calc(16 * var(--_u)));
    background: var(--ws-chat-ground, none);
    color: var(--ws-chat-text, inherit);
    font-size: calc(15 * var(--_u));
    line-height: 1.45;
    text-align: start;
    text-indent: 0;
    text-transform: none;
    white-space: normal;
  }
  * {
    box-sizing: border-box;
    margin: 0;
  }
  .root {
    display: flex;
    flex-direction: column;
    position: absolute;
    inset: 0;
    overflow-wrap: anywhere;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    contain: strict;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  svg {
    flex: none;
    inline-size: 1em;
    block-size: 1em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -0.12em;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--_accent-text);
    outline-offset: 2px;
  }
`;
