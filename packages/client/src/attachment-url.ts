import type { Attachment } from "@ws-chat/protocol";

/**
 * Where an attachment is: its `url`, which is meant from `endpoint` where it is relative (PROTOCOL.md, Content). `undefined` for what is no web address:
 * anybody may have written it.
 */
export function attachmentUrl({ url }: Pick<Attachment, "url">, endpoint: string): string | undefined {
  const base = httpUrl(endpoint, "/");
  if (!URL.canParse(url, base)) return undefined;
  const { href, protocol } = new URL(url, base);
  return /^https?:$/.test(protocol) ? href : undefined;
}

/** The `http:` address of what lies below an endpoint, without the endpoint's query. */
export function httpUrl(endpoint: string, below: string): URL {
  const url = new URL(endpoint.replace(/^ws/, "http"));
  url.pathname = url.pathname.replace(/\/*$/, below);
  url.search = "";
  return url;
}
