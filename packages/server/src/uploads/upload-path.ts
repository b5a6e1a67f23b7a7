import { digest, randomId } from "../identity.ts";

/** What a path beneath that of an endpoint asks for: a place for a new file, a file, or one that cannot be. */
export type UploadPath = { readonly endpoint: string } & (
  | { readonly wants: "put" }
  | { readonly wants: "get"; readonly id: string }
  | { readonly wants: "nothing" }
);

const shape = /^(.*?)\/uploads(?:\/([^/]*)\/[^/]*)?$/;
const idShape = /^[\w-]{44}$/;

/** What `url`, a path and query, asks for; `undefined` where it is not about files. */
export function uploadPathIn(url: string): UploadPath | undefined {
  const [, endpoint, id] = shape.exec(url.split("?", 1)[0] ?? "") ?? [];
  if (endpoint === undefined) return undefined;
  if (id === undefined) return { endpoint, wants: "put" };
  return isUploadId(id) ? { endpoint, wants: "get", id } : { endpoint, wants: "nothing" };
}

/** Whether a file can have that id. A store may use one as a name of files. */
export function isUploadId(id: string): boolean {
  return idShape.test(id);
}

/** How the ids of the uploads of `room` begin. */
export function uploadPrefix(room: string): string {
  return digest(room);
}

export function newUploadId(room: string): string {
  return uploadPrefix(room) + randomId();
}

/** Where a client finds a file, relative to the endpoint with a slash at its end. The name is there for people. */
export function uploadUrl(id: string, name: string): string {
  return `./uploads/${id}/${encodeName(name)}`;
}

/** As RFC 8187 wants it, which suits a path as well. */
export function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*!]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
