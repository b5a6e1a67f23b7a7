import { isDeepStrictEqual } from "node:util";
import type { Check } from "./check.ts";
import type { Transport } from "./connect.ts";
import { connecting, openings } from "./checks/connecting.ts";
import { frames } from "./checks/frames.ts";
import { http } from "./checks/http.ts";
import { people } from "./checks/people.ts";
import { malformedText } from "./checks/malformed.ts";
import { receiving } from "./checks/receiving.ts";
import { requests } from "./checks/requests.ts";
import { sending } from "./checks/sending.ts";
import { textMode } from "./checks/text-mode.ts";
import { uploads } from "./checks/uploads.ts";
import { type Dialogue, featuresOf, playDialogue, readDialogues } from "./dialogue.ts";
import { joined } from "./conversation.ts";
import { profileFor } from "./profile-for.ts";
import { type ProfileName, profiles } from "./profiles.ts";
import { Visit } from "./visit.ts";

const checks: readonly Check[] = [
  ...readDialogues()
    .filter(({ needs }) => needs === undefined)
    .map(dialogueCheck),
  ...connecting,
  ...openings,
  ...frames,
  ...malformedText,
  ...sending,
  ...receiving,
  ...people,
  ...textMode,
  ...http,
  ...requests,
  ...uploads,
];

/** All that can be asked of a server of `ws-chat.v1` by a URL, by each transport. */
export const suites: Readonly<Record<Transport, readonly Check[]>> = {
  websocket: checks.filter(({ over = "websocket" }) => over === "websocket"),
  http: checks.filter(({ over = "http" }) => over === "http"),
};

function dialogueCheck(dialogue: Dialogue): Check {
  const profile = profileFor(dialogue.server);
  return {
    part: "Dialogues",
    title: dialogue.title,
    ...(profile && { profile }),
    features: featuresOf(dialogue),
    ...(dialogue.over && { over: dialogue.over }),
    run: ({ url }) => playDialogue(dialogue, url),
  };
}

/** What a server at a URL can be asked. */
export interface Target {
  /** `ws:` or `http:`: what is asked goes by that. */
  readonly url: string;
  readonly profiles: ReadonlySet<ProfileName>;
  readonly features: ReadonlySet<string>;
}

/** Finds out what the server at `url` has. @throws {Error} where no ws-chat answers there by the URL's transport. */
export async function explore(url: string): Promise<Target> {
  const visit = new Visit(url);
  const { welcome } = await joined(visit).finally(() => visit.end());
  const names = Object.keys(profiles) as ProfileName[];
  const there = await Promise.all(names.map((name) => answersProbe(`${url}/${name}`)));
  return {
    url,
    profiles: new Set(names.filter((_, at) => there[at])),
    features: new Set(welcome["features"] as string[]),
  };
}

/** Why `check` cannot be held against `target`, if so. */
export function lackOf({ profiles: chats, features, url }: Target, check: Check): string | undefined {
  if (check.profile && !chats.has(check.profile)) return `there is no chat at ${url}/${check.profile}`;
  const missing = check.features?.find((feature) => !features.has(feature));
  if (missing) return `it has no feature ${missing}`;
  return undefined;
}

/** @throws {Error} says what the server did wrong. */
export async function hold({ url }: Target, { profile, run }: Check): Promise<void> {
  const visit = new Visit(profile ? `${url}/${profile}` : url);
  try {
    await run(visit);
  } finally {
    await visit.end();
  }
}

/** The URL at which a ws-chat is asked by HTTP. */
export function httpOf(url: string): string {
  return url.replace(/^ws/, "http");
}

async function answersProbe(url: string): Promise<boolean> {
  const response = await fetch(httpOf(url));
  const body: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  return isDeepStrictEqual(body, { "ws-chat": ["v1"] });
}
