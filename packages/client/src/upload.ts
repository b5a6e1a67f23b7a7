import { type Attachment, limits } from "@ws-chat/protocol";
import { httpUrl } from "./attachment-url.ts";
import { type ChatClient, ChatError, type ClientOptions, type UploadOptions } from "./chat-client.ts";
import { resolveEndpoint } from "./endpoint.ts";
import { measure } from "./measure.ts";
import { type Answer, post } from "./post-file.ts";

/** Whose upload it is. */
interface Sender extends Pick<ClientOptions, "getToken" | "room"> {
  readonly client: ChatClient;
  secret(): string;
}
type File = Blob & { readonly name?: string };

const unauthorized = 401;
/** The close code of the same meaning. */
const refused = 4401;

/** Tokens that were good the last time, by who the server has welcomed: the next may be somebody else. */
const tokens = new WeakMap<object, string>();

/** Sends `file` once the link is up, which says what the server takes. Loaded with the first file. */
export async function upload(sender: Sender, file: File, options: UploadOptions = {}): Promise<Attachment> {
  const { client } = sender;
  const { signal } = options;
  signal?.throwIfAborted();
  if (!file.size) throw new ChatError("empty", "The file is empty.");
  await online(client, signal);
  const { features, uploadBytes = Number.POSITIVE_INFINITY } = client.getSnapshot();
  if (!features.includes("uploads")) throw new ChatError("forbidden", "Files cannot be sent here.");
  if (file.size > uploadBytes) throw new ChatError("too-long", `Files may have up to ${megabytes(uploadBytes)}.`);
  const [answer, size] = await Promise.all([send(sender, file, options), measure(file)]);
  const { url, name, type, size: bytes } = accepted(answer);
  return { url, name, type, size: bytes, ...size };
}

/** Resolves once the link is up. */
async function online(client: ChatClient, signal: AbortSignal | undefined): Promise<void> {
  const ended = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const { status } = client.getSnapshot();
        if (status.state === "online") resolve();
        else if (status.state === "stopped") reject(new ChatError("forbidden", status.message));
      };
      ended.signal.addEventListener("abort", client.subscribe(look));
      signal?.addEventListener("abort", () => reject(signal.reason), ended);
      look();
    });
  } finally {
    ended.abort();
  }
}

async function send(
  { client, room, secret, getToken }: Sender,
  file: File,
  { signal, onProgress }: UploadOptions,
): Promise<Answer> {
  const url = resolveEndpoint(client.url).url(room);
  const request = (token: string | undefined): Promise<Answer> =>
    post({
      url: httpUrl(url, "/uploads").href + new URL(url).search,
      file,
      headers: {
        Authorization: token ? `Bearer ${token}` : `Visitor ${secret()}`,
        "Content-Type": file.type || "application/octet-stream",
        "Content-Disposition": `attachment; filename*=UTF-8''${encoded(file.name || "file")}`,
      },
      signal,
      onProgress,
    });
  const { user = client } = client.getSnapshot();
  let token = tokens.get(user) ?? (await getToken?.({}));
  let answer = await request(token);
  if (answer.status === unauthorized && getToken) {
    token = await getToken({ refused });
    answer = await request(token);
  }
  if (token) tokens.set(user, token);
  return answer;
}

/** @throws {ChatError} in the server's words where it has some. */
function accepted({ status, body }: Answer): Attachment {
  const { code, message, ...attachment } = parsed(body) as Partial<Attachment & { code: string; message: string }>;
  if (code && message) throw new ChatError(code, message);
  // The cast: whatever else it says, it goes no further than to a draft, which is checked.
  if (status === 201 && attachment.url) return attachment as Attachment;
  const isTooBig = status === 413;
  throw new ChatError(isTooBig ? "too-long" : "unavailable", isTooBig ? "The file is too big." : "The upload failed.");
}

/** Something on the way may answer in its own words. */
function parsed(body: string): object {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

/** As RFC 8187 has it, of a length that an attachment's name may have. */
function encoded(name: string): string {
  const short = name.length > limits.fileNameChars ? `${name.slice(0, 200)}…${name.slice(-20)}` : name;
  return encodeURIComponent(short.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}

function megabytes(bytes: number): string {
  return `${Number((bytes / 1_000_000).toPrecision(2))} MB`;
}
