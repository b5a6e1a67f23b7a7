import { limits } from "@ws-chat/protocol";
import { shownName } from "./file-names.ts";
import { isAccepted } from "./given-files.ts";
import type { UploadStrings } from "./upload-strings.ts";

interface Terms {
  /** How many files the message has already. */
  readonly taken: number;
  /** Largest file that the server takes. */
  readonly maxBytes: number | undefined;
  readonly accept: string | undefined;
  readonly strings: UploadStrings;
  readonly sizeOf: (bytes: number) => string;
}

/** So many refusals are told one by one. */
const maxTroubles = 3;

/** Those of `files` that may go with the message, and in sentences why the others may not. */
export function siftFiles(
  files: readonly File[],
  { taken, maxBytes = Number.POSITIVE_INFINITY, accept, strings, sizeOf }: Terms,
): { readonly right: readonly File[]; readonly troubles: readonly string[] } {
  const wrong: string[] = [];
  const right = files.filter((file) => {
    // In its own direction within the sentence.
    const name = `\u2068${shownName(file.name)}\u2069`;
    const trouble = !file.size
      ? strings.fileEmpty(name)
      : file.size > maxBytes
        ? strings.fileTooBig(name, sizeOf(maxBytes))
        : isAccepted(file, accept)
          ? undefined
          : strings.fileRefused(name);
    if (trouble) wrong.push(trouble);
    return !trouble;
  });
  const room = limits.attachments - taken;
  const most = right.length > room ? [strings.tooManyFiles(limits.attachments)] : [];
  return { right: right.slice(0, room), troubles: [...wrong.slice(0, maxTroubles), ...most] };
}
