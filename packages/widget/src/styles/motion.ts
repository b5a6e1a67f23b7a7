import { css } from "./css.ts";

/** Movement for those who want it; borders where system colours take the surfaces away. */
export const motion = css`
  @media (prefers-reduced-motion: no-preference) {
    .chunk:last-child > .message:has(+ .foot:last-child),
    .typing,
    .jump {
      animation: rise 0.16s ease-out;
    }
    .empty {
      animation: rise 0.16s 0.2s ease-out both;
    }
    .streaming .bubble::after,
    .typing i,
    .loading {
      animation: breathe 1.2s infinite;
    }
    .typing i + i {
      animation-delay: 0.15s;
    }
    .typing i + i + i {
      animation-delay: 0.3s;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  @keyframes breathe {
    30% {
      opacity: 0.3;
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .send {
      border: 1px solid;
    }
    .link {
      text-decoration: underline;
    }
    .emoji .bubble {
      border: 0;
    }
  }
`;
