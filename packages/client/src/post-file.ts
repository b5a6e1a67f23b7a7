import { ChatError, type UploadOptions } from "./chat-client.ts";

export interface FileRequest extends UploadOptions {
  readonly url: string;
  readonly file: Blob;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A request that has not moved for so long leads nowhere. */
const stillMs = 60_000;

/** Sends `file`. @throws {ChatError} `unavailable` where no answer comes; the signal's reason where it was aborted. */
export function post(request: FileRequest): Promise<Answer> {
  return globalThis.XMLHttpRequest ? postFromPage(request) : postFromProgram(request);
}

const lost = (): ChatError => new ChatError("unavailable", "The connection was lost.");

/** Only XMLHttpRequest tells how much has gone out. */
async function postFromPage({ url, file, headers, signal, onProgress }: FileRequest): Promise<Answer> {
  const request = new XMLHttpRequest();
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expectMore = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), stillMs);
  };
  request.open("POST", url);
  // As a WebSocket has it.
  request.withCredentials = true;
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => {
    expectMore();
    onProgress?.(total ? loaded / total : 0);
  };
  try {
    return await new Promise((resolve, reject) => {
      const abort = (): void => {
        reject(signal?.reason);
        request.abort();
      };
      request.onload = () => resolve({ status: request.status, body: request.responseText });
      request.onerror = request.onabort = () => reject(lost());
      signal?.addEventListener("abort", abort, ended);
      if (signal?.aborted) return abort();
      expectMore();
      request.send(file);
    });
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

async function postFromProgram({ url, file, headers, signal, onProgress }: FileRequest): Promise<Answer> {
  let answer: Answer;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body: file,
      credentials: "include",
      // Whoever is redirected to would get the secret.
      redirect: "error",
      signal: signal ?? null,
    });
    answer = { status: response.status, body: await response.text() };
  } catch {
    signal?.throwIfAborted();
    throw lost();
  }
  onProgress?.(1);
  return answer;
}
