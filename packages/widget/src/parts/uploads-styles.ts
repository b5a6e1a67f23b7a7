import { css } from "../styles/css.ts";

/** Of the files that go with the message that is being written. */
export const uploadsStyles = css`
  .root {
    isolation: isolate;
  }
  .attach {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: calc(34 * var(--_u));
    block-size: calc(34 * var(--_u));
    margin: calc(4 * var(--_u));
    margin-inline-end: 0;
    border-radius: 50%;
    color: var(--_quiet);
    font-size: calc(18 * var(--_u));
  }
  .attach:hover:enabled,
  .tool:hover {
    background: var(--_raised);
  }
  .attach ~ .grow > * {
    padding-inline-start: calc(6 * var(--_u));
  }
  .tray {
    --_corner: min(calc(14 * var(--_u)), var(--ws-chat-radius, 14em));
    inline-size: 100%;
  }
  .uploads {
    display: flex;
    gap: calc(8 * var(--_u));
    padding: 0;
    overflow-x: auto;
    border-radius: var(--_corner);
    list-style: none;
    scrollbar-width: thin;
  }
  .tray[hidden],
  .tray [hidden],
  .drop[hidden] {
    display: none;
  }
  .upload {
    display: flex;
    gap: calc(10 * var(--_u));
    flex: none;
    align-items: center;
    inline-size: calc(224 * var(--_u));
    max-inline-size: 100%;
    padding: calc(4 * var(--_u));
    padding-inline-end: calc(2 * var(--_u));
    border-radius: var(--_corner);
    background: var(--_raised);
    line-height: 1.3;
  }
  .thumb {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: calc(44 * var(--_u));
    block-size: calc(44 * var(--_u));
    overflow: hidden;
    border-radius: max(var(--_corner) - 4 * var(--_u), 0px);
    background: var(--_raised);
    color: var(--_quiet);
    font-size: calc(22 * var(--_u));
  }
  .thumb > canvas {
    inline-size: 100%;
  }
  .about {
    display: grid;
    flex: 1;
    gap: calc(2 * var(--_u));
    min-inline-size: 0;
    font-size: calc(13 * var(--_u));
  }
  /* At the chip's start, whichever their own direction. */
  .about > .file-name,
  .note {
    justify-self: start;
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .about > .file-name {
    font-weight: 600;
  }
  .note {
    color: var(--_quiet);
    font-size: calc(12 * var(--_u));
  }
  [part~="failed"] .note,
  .wrong {
    color: var(--_danger);
    font-weight: 600;
    white-space: normal;
  }
  .progress {
    appearance: none;
    display: block;
    inline-size: 100%;
    block-size: calc(4 * var(--_u));
    overflow: hidden;
    border: 0;
    border-radius: calc(2 * var(--_u));
    background: var(--_hair);
    color: var(--_accent-text);
  }
  .progress::-webkit-progress-bar {
    background: none;
  }
  .progress::-webkit-progress-value {
    background: currentColor;
  }
  .progress::-moz-progress-bar {
    background: currentColor;
  }
  .tool {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: calc(28 * var(--_u));
    block-size: calc(28 * var(--_u));
    min-inline-size: 24px;
    min-block-size: 24px;
    border-radius: 50%;
  }
  .tool + .tool {
    margin-inline-start: calc(-8 * var(--_u));
  }
  .notes {
    font-size: calc(12 * var(--_u));
  }
  .notes > * {
    padding: calc(6 * var(--_u)) calc(8 * var(--_u)) 0;
    color: var(--_quiet);
  }
  .notes > .wrong {
    color: var(--_danger);
  }
  .drop {
    position: absolute;
    z-index: 2;
    inset: calc(8 * var(--_u));
    display: grid;
    place-items: center;
    border: 2px dashed var(--_accent-text);
    border-radius: var(--ws-chat-radius, calc(14 * var(--_u)));
    backdrop-filter: blur(6px);
    pointer-events: none;
  }
  .drop-here {
    display: flex;
    gap: 0.5em;
    align-items: center;
    padding: calc(10 * var(--_u)) calc(18 * var(--_u));
    border-radius: var(--ws-chat-radius, calc(22 * var(--_u)));
    box-shadow: 0 4px 16px #0004;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .upload,
    .drop-here,
    .progress {
      border: 1px solid;
    }
    .progress::-webkit-progress-value {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .progress::-moz-progress-bar {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
