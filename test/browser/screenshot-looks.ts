import { themeNames } from "./screenshot-shop.ts";
import { english, hebrew, type Talk } from "./screenshot-talks.ts";

export interface Look {
  /** Of the pictures, after the state. */
  readonly name: string;
  readonly width: number;
  readonly height?: number;
  readonly scheme: "light" | "dark";
  readonly theme?: string;
  readonly direction?: "rtl";
  readonly talk?: Talk;
  readonly launcher?: boolean;
  readonly forced?: boolean;
  /** Pixels of the screen to one of the page. */
  readonly ratio?: number;
}
const schemes = ["light", "dark"] as const;
export const looks: readonly Look[] = [
  // Of a height at which the README's pictures cut through no word.
  ...schemes.map((scheme) => ({ name: `360-${scheme}`, width: 360, height: 672, scheme })),
  ...schemes.map((scheme) => ({ name: `1280-${scheme}`, width: 1280, scheme })),
  ...themeNames.flatMap((theme) =>
    schemes.flatMap((scheme) => [
      { name: `${theme}-${scheme}`, width: 400, scheme, theme },
      { name: `${theme}-launcher-${scheme}`, width: 960, height: 760, scheme, theme, launcher: true },
    ]),
  ),
  ...schemes.map((scheme) => ({ name: `launcher-${scheme}`, width: 1280, scheme, launcher: true })),
  ...schemes.map((scheme) => ({ name: `launcher-phone-${scheme}`, width: 360, scheme, launcher: true })),
  { name: "rtl", width: 360, scheme: "light", direction: "rtl", talk: hebrew },
  { name: "rtl-launcher", width: 960, scheme: "dark", direction: "rtl", talk: hebrew, launcher: true },
  { name: "rtl-in-ltr", width: 360, scheme: "light", talk: { ...hebrew, heading: english.heading } },
  ...themeNames.map(
    (theme) => ({ name: `rtl-${theme}`, width: 360, scheme: "light", direction: "rtl", talk: hebrew, theme }) as const,
  ),
  ...schemes.map((scheme) => ({ name: `forced-${scheme}`, width: 360, scheme, forced: true })),
  { name: "forced-launcher", width: 960, scheme: "dark", forced: true, launcher: true },
  ...themeNames.map((theme) => ({ name: `forced-${theme}`, width: 360, scheme: "dark", forced: true, theme }) as const),
  { name: "zoom-200", width: 640, height: 400, scheme: "light", ratio: 4 },
  { name: "zoom-200-launcher", width: 640, height: 400, scheme: "light", ratio: 4, launcher: true },
  { name: "320", width: 320, height: 568, scheme: "light" },
  { name: "320-launcher", width: 320, height: 568, scheme: "dark", launcher: true },
];

/** A site whose chat is at `url`, or at none. */
export function siteOf({ theme, direction, launcher, talk = english }: Look, url: string): string {
  const link = theme ? `<link rel="stylesheet" href="/ws-chat-themes/${theme}.css">` : "";
  const chat = (attributes: string) =>
    `<ws-chat url="${url}" heading="${talk.heading}" greeting="${talk.greeting}" ${attributes}></ws-chat>`;
  return `${link}<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 0; background: light-dark(#fff, #16181d) }
  /* It blinks, and pictures of one state are to be alike. */
  ws-chat { caret-color: transparent }
  ws-chat:not([launcher]) { height: 100dvh; max-inline-size: 48rem; margin-inline: auto }
  main { max-inline-size: 34rem; padding: 8vw 6vw; color: light-dark(#222, #ddd) }
  h1 { font-size: 2.5rem; line-height: 1.1 }
</style>
<body${direction ? ` dir="${direction}" lang="he"` : ""}>${
    launcher ? `<main><h1>${talk.heading}</h1><p>${talk.story.answer.join("")}</p></main>${chat("launcher")}` : chat("")
  }`;
}
