import { css } from "../styles/css.ts";

/** Of authors beside their messages. */
export const authorsStyles = css`
  .message:has(> .avatar) {
    position: relative;
  }
  .role {
    margin-inline-start: 0.5em;
    font-weight: 400;
  }

  .faces .name,
  .faces .foot:not(.own),
  .faces .message:not(.own, .system) {
    margin-inline-start: calc(40 * var(--_u));
  }
  .faces + .typing {
    margin-inline-start: calc(var(--_gutter) + 40 * var(--_u));
  }
  .avatar {
    position: absolute;
    inset-block-start: calc(3 * var(--_u));
    inset-inline-start: calc(-40 * var(--_u));
    display: grid;
    place-items: center;
    inline-size: calc(32 * var(--_u));
    block-size: calc(32 * var(--_u));
    overflow: hidden;
    border-radius: 50%;
    background: var(--_raised);
    color: var(--_quiet);
    font-size: calc(12 * var(--_u));
    font-weight: 600;
    line-height: 1;
  }
  .avatar img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }

  .system:is(.name, .foot) {
    display: none;
  }
  .message.system {
    align-self: center;
    justify-items: center;
    margin-inline-end: 0;
    margin-block: calc(4 * var(--_u)) calc(12 * var(--_u));
  }
  .system > .hidden:first-of-type {
    display: none;
  }
  .system .bubble {
    padding: 0;
    background: none;
    color: var(--_quiet);
    font-size: calc(12 * var(--_u));
    line-height: inherit;
    text-align: center;
  }
  @media (forced-colors: active) {
    .avatar {
      border: 1px solid;
    }
    .system .bubble {
      border: 0;
    }
  }
`;
