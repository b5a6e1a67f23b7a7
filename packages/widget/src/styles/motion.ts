import { css } from "lit";

/** Movement for those who want it; system colours for those who need them. */
export const motion = css`
  @media (prefers-reduced-motion: no-preference) {
    .chunk:last-child > :last-child .message:last-child,
    .jump {
      animation: rise 0.16s ease-out;
    }
    .empty {
      animation: show 0.16s 0.2s ease-out both;
    }
    .typing {
      animation: show 0.16s ease-out;
    }
    .typing i {
      animation: breathe 1.2s infinite ease-in-out;
    }
    .typing i:nth-of-type(2) {
      animation-delay: 0.15s;
    }
    .typing i:nth-of-type(3) {
      animation-delay: 0.3s;
    }
    .loading::after {
      animation: slide 1.1s infinite ease-in-out;
    }
    .send {
      transition: opacity 0.12s;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  @keyframes show {
    from {
      opacity: 0;
    }
  }
  @keyframes breathe {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
    }
  }
  @keyframes slide {
    from {
      transform: translateX(-240%);
    }
    to {
      transform: translateX(240%);
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .typing,
    .jump,
    .send {
      border: 1px solid;
    }
    .emoji .bubble {
      border: 0;
    }
    .typing i,
    .loading::after {
      background: CanvasText;
      forced-color-adjust: none;
    }
    :focus-visible,
    .box:has(textarea:focus-visible) {
      outline-color: Highlight;
    }
  }
`;
