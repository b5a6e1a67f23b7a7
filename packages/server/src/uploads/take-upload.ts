import { type Attachment, decodeClientFrame, type Hello, limits } from "@ws-chat/protocol";
import { admit } from "../connection/admission.ts";
import { takeToken } from "../connection/rate-limit.ts";
import type { Core } from "../core.ts";
import { isVisitor } from "../identity.ts";
import type { Opening } from "../socket.ts";
import { fileNameIn, safeFileName } from "./file-name.ts";
import { headBytes, isListed, mediaTypeOf } from "./media-type.ts";
import { tooLong, UploadBody } from "./upload-body.ts";
import type { ResolvedUploads } from "./upload-options.ts";
import { newUploadId, uploadUrl } from "./upload-path.ts";
import { laterMs, restarting, UploadRefusal } from "./upload-refusal.ts";
import type { Arriving } from "./arriving.ts";
import type { Upload } from "./upload-store.ts";

/** A file as it comes. */
export interface Bringing {
  /** A header by its name in small letters. */
  header(name: string): string | undefined;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Takes a file in, as a message is taken in: from whom `hello` speaks for, where it may enter. @throws {UploadRefusal} */
export async function takeUpload(
  core: Core,
  uploads: ResolvedUploads,
  {
    arriving,
    bringing,
    opening,
  }: { readonly arriving: Arriving; readonly bringing: Bringing; readonly opening: Opening },
): Promise<Attachment> {
  const { header, body } = bringing;
  // A page of another site can send no such header unasked: its browser asks first (Fetch, "CORS-preflight").
  const disposition = header("content-disposition");
  const written = disposition === undefined ? undefined : fileNameIn(disposition);
  if (written === undefined) {
    throw new UploadRefusal("invalid", "Content-Disposition must be attachment, with the file's name.");
  }
  const length = header("content-length");
  const claimed = length === undefined ? undefined : Number(length);
  if (claimed !== undefined && claimed > uploads.maxBytes) throw tooLong(uploads.maxBytes);
  const hello = helloIn(header("authorization"));
  if (!hello) {
    throw new UploadRefusal("unauthorized", "Authorization must be Bearer with a token, or Visitor with a secret.");
  }
  const { user, room } = await whoBrings(core, opening, hello);
  const now = core.options.clock.now();
  const waitMs = takeToken(core.allowances.of(user, now), core.options.limits.rate, now);
  if (waitMs > 0) {
    const retryMs = Math.min(waitMs, limits.requestMs);
    throw new UploadRefusal("rate-limited", "These are too many at once. Try again in a moment.", retryMs);
  }
  const source = new UploadBody(body, { maxBytes: uploads.maxBytes, claimed, clock: core.options.clock });
  let leave = (): void => {};
  try {
    leave = arriving.enter({ user, room, body: source });
    const type = await mediaTypeOf(await source.head(headBytes));
    if (!isListed(type, uploads.types))
      throw new UploadRefusal("wrong-type", "Files of this kind cannot be sent here.");
    const upload = { id: newUploadId(room), room, user, name: safeFileName(written), type, ts: now };
    await core.work.during(() => store(core, uploads, upload, source));
    return { url: uploadUrl(upload.id, upload.name), name: upload.name, type, size: source.size };
  } finally {
    leave();
    source.close();
  }
}

/** @throws {UploadRefusal} */
async function store(core: Core, uploads: ResolvedUploads, upload: Upload, source: UploadBody): Promise<void> {
  try {
    await uploads.store.put(upload, source);
  } catch (error) {
    if (source.refusal) throw source.refusal;
    core.options.onError(error, { room: upload.room });
    throw new UploadRefusal("unavailable", "The file could not be stored. Try again later.", laterMs);
  }
  if (!source.refusal) return;
  // Its room was removed while the last of it was written.
  await uploads.store.remove(upload.id);
  throw source.refusal;
}

/** @throws {UploadRefusal} */
async function whoBrings(
  core: Core,
  opening: Opening,
  hello: Partial<Hello>,
): Promise<{ readonly user: string; readonly room: string }> {
  const { options, draining } = core;
  if (draining.aborted) throw restarting();
  const admission = await admit(options, opening, hello).catch((error: unknown) => {
    options.onError(error, {});
    throw new UploadRefusal("unavailable", "The file cannot be taken now. Try again later.", laterMs);
  });
  if ("refusal" in admission) {
    throw admission.refusal === "forbidden"
      ? new UploadRefusal("forbidden", "You may not send files here.")
      : new UploadRefusal("unauthorized", "Sign in to send files.");
  }
  const { user, room } = admission;
  // A visitor of whom nothing is known is nobody who could send a message with the file.
  if (isVisitor(user) && hello.secret === undefined)
    throw new UploadRefusal("unauthorized", "Authorization is missing.");
  return { user: user.id, room };
}

/** What a client would have said in its hello; `undefined` where that cannot be read. */
export function helloIn(authorization: string | undefined): Partial<Hello> | undefined {
  if (authorization === undefined) return {};
  const [, scheme, credential] = /^(bearer|visitor) +(\S+) *$/i.exec(authorization) ?? [];
  const claim = scheme?.toLowerCase() === "bearer" ? { token: credential } : { secret: credential };
  try {
    const hello = credential && decodeClientFrame(JSON.stringify({ type: "hello", ...claim }));
    return hello && hello.type === "hello" ? hello : undefined;
  } catch {
    return undefined;
  }
}
