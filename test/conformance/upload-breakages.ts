import { bodied, type Breakage, headed, told } from "./breakages.ts";
import type { Told } from "./breaking-server.ts";

const anybody = "Visitor AbCdEfGhIjKlMnOpQrStUv";

/** Servers that keep all rules of files but one. */
export const uploadBreakages: readonly Breakage[] = [
  {
    does: "shows no picture",
    noticed: /^takes a picture|by HEAD$/,
    answer: (start) =>
      start.headers["content-type"] === "image/png" ? told({ "content-type": "text/plain" })(start) : start,
  },
  {
    does: "lets a file do what it likes",
    noticed: /^takes a picture|saving only/,
    answer: told({ "content-security-policy": undefined }),
  },
  {
    does: "lets a browser guess what a file is",
    noticed: /^takes a picture|saving only/,
    answer: told({ "x-content-type-options": undefined }),
  },
  { does: "shows every file", noticed: /saving only/, answer: disposed(/^attachment/, "inline") },
  { does: "shows no file", noticed: /^takes a picture/, answer: disposed(/^inline/, "attachment") },
  {
    does: "takes every file",
    noticed: /^refuses with 4(00|15)|uploadBytes/,
    answer: (start) => ([400, 413, 415].includes(start.status) ? { ...start, status: 201 } : start),
  },
  { does: "takes a word for an empty file", noticed: /an empty file/, request: bodied((body) => body || "word") },
  { does: "takes less than uploadBytes", noticed: /uploadBytes/, request: bodied((body) => body + "x") },
  {
    does: "keeps names as they were written",
    noticed: /^cleans/,
    line: (line) => [line.replace(/"name":"[^"]*"/, '"name":"../x"')],
  },
  {
    does: "loses the files of messages",
    noticed: /delivers both/,
    request: bodied((body) => body.replace('"attachments"', '"data"')),
  },
  {
    does: "asks for no header",
    noticed: /can send unasked/,
    request: headed({ "content-disposition": "attachment" }),
  },
  { does: "takes files of any page", noticed: /of other sites$/, request: headed({ origin: undefined }) },
  {
    does: "lets nobody's cookies along with files",
    noticed: /^takes files of pages|^tells pages/,
    answer: told({ "access-control-allow-credentials": undefined }),
  },
  {
    does: "lets files come with no header",
    noticed: /^tells pages/,
    answer: told({ "access-control-allow-headers": undefined }),
  },
  { does: "takes everybody for one visitor", noticed: /with 401/, request: headed({ authorization: anybody }) },
  {
    does: "takes files into every room",
    noticed: /may not enter/,
    request: (asked) => ({ ...asked, path: asked.path.replace("~", "") }),
  },
  {
    does: "counts no files",
    noticed: /^counts files/,
    request: (asked) => ({ ...asked, path: asked.path.replace("/rated", "/swift") }),
  },
  {
    does: "does not know HEAD",
    noticed: /by HEAD$/,
    answer: (start, { method }) => (method === "HEAD" ? { ...start, status: 404 } : start),
  },
  { does: "gives whole files only", noticed: /part of a file/, request: headed({ range: undefined }) },
  {
    does: "has whatever it is asked for",
    noticed: /what is not there/,
    answer: (start) => (start.status === 404 ? { ...start, status: 200 } : start),
  },
  {
    does: "takes other methods beneath uploads for GET",
    noticed: /^answers other methods/,
    request: (asked) => ({ ...asked, method: asked.method === "DELETE" ? "GET" : asked.method }),
  },
];

function disposed(from: RegExp, to: string): (start: Told) => Told {
  return (start) => {
    const { "content-disposition": how } = start.headers;
    return how === undefined ? start : told({ "content-disposition": how.replace(from, to) })(start);
  };
}
