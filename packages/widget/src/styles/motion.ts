import { css } from "./css.ts";

/** Movement for those who want it; borders where system colours take the surfaces away. */
export const motion = css`
  @media (prefers-reduced-motion: no-preference) {
    .calm .last {
      animation: rise 0.16s ease-out;
    }
    .empty {
      animation: rise 0.16s 0.2s ease-out both;
    }
    .send {
      transition: scale 0.16s ease-out;
    }
    .send:enabled:hover {
      scale: 1.05;
    }
    .send:enabled:active {
      scale: 0.95;
    }
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(8px);
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
