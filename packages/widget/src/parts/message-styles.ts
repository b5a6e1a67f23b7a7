import { css } from "../styles/css.ts";

/** Of what is never seen before others have written. */
export const messageStyles = css`
  .no-reply .bubble {
    background: none;
    box-shadow: inset 0 0 0 1px var(--_edge);
    color: var(--_quiet);
  }
  .streaming .bubble::after {
    content: " ●" / "";
    color: var(--_edge);
    font-size: 0.7em;
  }
  .gap {
    margin-block: calc(8 * var(--_u)) calc(24 * var(--_u));
    padding: calc(4 * var(--_u)) calc(12 * var(--_u)) 0;
    border-block-start: 1px dashed var(--_edge);
    color: var(--_quiet);
    font-size: calc(12 * var(--_u));
    text-align: center;
  }
  .follows:not(.own) .bubble {
    border-start-start-radius: calc(6 * var(--_u));
  }
  .leads:not(.own) .bubble {
    border-end-start-radius: calc(6 * var(--_u));
  }
  .jump {
    position: absolute;
    inset-block-end: calc(8 * var(--_u));
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 0.5em;
    inline-size: fit-content;
    border: 1px solid;
    background: var(--_accent);
    color: var(--_on-accent);
    min-block-size: calc(32 * var(--_u));
    margin-inline: auto;
    padding-inline: calc(14 * var(--_u));
    border-radius: calc(16 * var(--_u));
    font-size: calc(13 * var(--_u));
    font-weight: 600;
  }
  .typing {
    display: flex;
    align-self: start;
    gap: calc(4 * var(--_u));
    margin: 0 var(--_gutter) calc(14 * var(--_u));
  }
  .typing i {
    margin-block: calc(6 * var(--_u));
    border: calc(3.5 * var(--_u)) solid var(--_edge);
    border-radius: 50%;
  }
  @keyframes breathe {
    30% {
      opacity: 0.3;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .jump,
    .typing {
      animation: rise 0.16s ease-out;
    }
    .loading,
    .streaming .bubble::after,
    .typing i {
      animation: breathe 1.2s infinite;
    }
    .typing i + i {
      animation-delay: 0.15s;
    }
    .typing i + i + i {
      animation-delay: 0.3s;
    }
  }
  /* Paper has no scrollbar and no field. A panel stays as high as the window. */
  @media print {
    :host(:not([launcher])) {
      contain: none !important;
      block-size: auto !important;
      overflow: visible !important;
    }
    :host(:not([launcher])) .root {
      position: static;
    }
    :host(:not([launcher])) .scroller {
      overflow: visible;
    }
    .composer,
    .jump,
    .bubble .rail {
      display: none;
    }
  }
`;
