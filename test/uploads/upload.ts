import { randomBytes } from "node:crypto";

/** What the server says of a file. */
export interface Uploaded {
  readonly url: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export interface Bringing {
  readonly body: BodyInit;
  readonly name?: string;
  /** @default a new visitor's */
  readonly secret?: string;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

export function randomSecret(): string {
  return randomBytes(16).toString("base64url");
}

/** Brings a file to the chat at `endpoint`, as a client does. */
export function upload(
  endpoint: string,
  { body, name = "note.txt", secret, signal, headers }: Bringing,
): Promise<Response> {
  const [path, query] = endpoint.split("?");
  return fetch(`${path}/uploads${query === undefined ? "" : `?${query}`}`, {
    method: "POST",
    headers: { ...headersOf(name, secret), ...headers },
    body,
    ...(body instanceof ReadableStream && { duplex: "half" }),
    ...(signal && { signal }),
  });
}

export function headersOf(name: string, secret = randomSecret()): Record<string, string> {
  return {
    Authorization: `Visitor ${secret}`,
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  };
}

/** Where a file is that the chat at `endpoint` has said so of. */
export function linkTo(endpoint: string, { url }: Pick<Uploaded, "url">): URL {
  return new URL(url, `${endpoint.split("?")[0]}/`);
}

/** Brings a file, which has to be taken. */
export async function uploaded(endpoint: string, bringing: Bringing): Promise<Uploaded & { readonly link: URL }> {
  const response = await upload(endpoint, bringing);
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  const file = (await response.json()) as Uploaded;
  return { ...file, link: linkTo(endpoint, file) };
}
