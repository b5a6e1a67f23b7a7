import { type Author, limits } from "@ws-chat/protocol";
import { sha256 } from "./sha-256.ts";

/** 128 bits, which base64url writes in 22 characters. */
const idBytes = 16;
const idChars = 22;
const encoder = new TextEncoder();
const visitorShape = /^v:([A-Za-z0-9_-]{22})$/;
/** Control characters and line separators, and the bidirectional controls that let a name reorder the text around it. */
const unprintable = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]+/gu;

export function randomId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(idBytes)));
}

/** The first 22 characters of SHA-256 in base64url. */
export function digest(text: string): string {
  return base64url(sha256(encoder.encode(text))).slice(0, idChars);
}

/** The public id of the visitor who holds `secret`; without one, of a visitor who will never come back. */
export function visitorId(secret: string | undefined): string {
  return `v:${secret === undefined ? randomId() : digest(secret)}`;
}

/** Whether nobody but a secret vouches for them. */
export function isVisitor({ id }: Author): boolean {
  return id.startsWith("v:");
}

/** 22 characters that stand for an author wherever an id is derived from one. */
export function tagOf(authorId: string): string {
  return visitorShape.exec(authorId)?.[1] ?? digest(authorId);
}

/** A name fit to show beside others, or `undefined` where nothing of it is. */
export function cleanName(name: string | undefined): string | undefined {
  const clean = name?.toWellFormed().replace(unprintable, " ").replace(/\s+/g, " ").trim();
  if (!clean) return undefined;
  return clean.length <= limits.nameChars
    ? clean
    : clean
        .slice(0, limits.nameChars)
        .replace(/[\uD800-\uDBFF]$/, "")
        .trim();
}

/** The public part of a user: what others see as `from`. */
export function authorOf(user: Author): Author {
  return Object.freeze({
    id: user.id,
    ...(user.name === undefined ? {} : { name: user.name }),
    ...(user.avatar === undefined ? {} : { avatar: user.avatar }),
    role: user.role,
  });
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
