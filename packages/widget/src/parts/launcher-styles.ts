import { css } from "../styles/css.ts";

/** The button in the corner, and the panel that grows out of it. Lengths of the launcher itself are pixels: a thumb does not grow with the text. */
export const launcherStyles = css`
  :host([launcher]) {
    --_block: var(--ws-chat-offset-block, 16px);
    --_inline: var(--ws-chat-offset-inline, 16px);
    --_floor: var(--ws-chat-ground, light-dark(Canvas, color-mix(in oklab, Canvas, CanvasText 8%)));
    --_ink: var(--ws-chat-text, CanvasText);
    --_button: var(--ws-chat-accent, oklch(0.53 0.2 268));
    --_alarm: var(--ws-chat-danger, oklch(0.55 0.22 27));
    --_light: clamp(0, (0.18 - 0.2126 * r - 0.7152 * g - 0.0722 * b) * 1e4, 1);
    --_lift: 0 2px 8px rgb(0 0 0 / 0.16), 0 12px 32px rgb(0 0 0 / 0.16);

    position: fixed;
    z-index: var(--ws-chat-z-index, 1000);
    inset-block-end: max(var(--_block), env(safe-area-inset-bottom));
    inset-inline-end: max(var(--_inline), env(safe-area-inset-right));
    /* A page's rule for all its chats would move the button, and take the clicks beside it. */
    inline-size: auto !important;
    block-size: auto !important;
    contain: none;
    overflow: visible;
    border: 0;
    background: none;
    color: var(--_ink);
    font-size: calc(15 * var(--_u));
    line-height: 1.45;
  }
  :host([placement="start"]) {
    inset-inline: max(var(--_inline), env(safe-area-inset-left)) auto;
  }
  .launcher,
  .close {
    display: grid;
    place-items: center;
    box-sizing: border-box;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 50%;
    font: inherit;
    cursor: pointer;
  }
  .launcher {
    position: relative;
    inline-size: 56px;
    block-size: 56px;
    background: var(--_button);
    color: color(from var(--_button) srgb-linear var(--_light) var(--_light) var(--_light));
    box-shadow: var(--_lift);
  }
  .launcher svg,
  .close svg {
    inline-size: 24px;
    block-size: 24px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .launcher svg + svg,
  :host([open]) .launcher svg,
  .badge:empty,
  .panel[hidden] {
    display: none;
  }
  :host([open]) .launcher svg + svg {
    display: block;
  }
  .close svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .launcher:focus-visible,
  .close:focus-visible {
    outline: 2px solid color-mix(in oklab, var(--_button) 42%, var(--_page, CanvasText));
    outline-offset: 2px;
  }
  .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    box-sizing: border-box;
    min-inline-size: 22px;
    padding-inline: 5px;
    border: 2px solid var(--_floor);
    border-radius: 11px;
    background: var(--_alarm);
    color: color(from var(--_alarm) srgb-linear var(--_light) var(--_light) var(--_light));
    font-size: 12px;
    font-weight: 700;
    line-height: 18px;
  }
  .panel {
    position: absolute;
    inset-block-end: calc(56px + 12px);
    inset-inline-end: 0;
    display: grid;
    box-sizing: border-box;
    inline-size: min(400px, 100vw - 2 * var(--_inline));
    block-size: min(640px, 100dvh - 96px);
    overflow: hidden;
    border: 1px solid color-mix(in oklab, currentColor 14%, transparent);
    border-radius: var(--ws-chat-radius, 16px);
    background: var(--_floor);
    box-shadow: var(--_lift);
    transform-origin: bottom right;
  }
  .panel:dir(rtl) {
    transform-origin: bottom left;
  }
  :host([placement="start"]) .panel {
    inset-inline: 0 auto;
    transform-origin: bottom left;
  }
  :host([placement="start"]) .panel:dir(rtl) {
    transform-origin: bottom right;
  }
  .panel > * {
    position: relative;
    grid-area: 1 / 1;
    min-inline-size: 0;
  }
  /* No blank sheet while the conversation is on its way, which in a tunnel takes minutes. */
  .place:empty {
    margin: auto;
  }
  .place:empty::after {
    content: "•••";
  }
  .panel :is(.header, .people) {
    padding-inline-end: 56px;
  }
  .close {
    --_page: var(--_ink);

    place-self: start end;
    z-index: 2;
    inline-size: 36px;
    block-size: 36px;
    margin: 6px 8px;
    background: none;
    color: inherit;
  }
  .close:hover {
    background: color-mix(in oklab, currentColor 8%, transparent);
  }
  @media (max-width: 479px) {
    .panel {
      position: fixed;
      inset: var(--_top, 0) 0 auto;
      inline-size: 100%;
      block-size: var(--_height, 100dvh);
      padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
      border: 0;
      border-radius: 0;
    }
    :host([open]) .launcher {
      visibility: hidden;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel {
      animation: grow 0.16s ease-out;
    }
    .launcher {
      transition: scale 0.16s ease-out;
    }
    .launcher:hover {
      scale: 1.05;
    }
    .launcher:active {
      scale: 0.95;
    }
  }
  @keyframes grow {
    from {
      opacity: 0;
      transform: translateY(8px) scale(0.96);
    }
  }
  /* Fixed to the window, it would be on each page. */
  @media print {
    .launcher {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .launcher,
    .badge {
      border-color: ButtonText;
    }
  }
`;
