import { plainHeaders, preflight, readableBy } from "../http/cors.ts";
import type { Opening } from "../socket.ts";
import { noSuchFile } from "./give-upload.ts";
import type { Bringing } from "./take-upload.ts";
import type { UploadPath } from "./upload-path.ts";
import { UploadRefusal } from "./upload-refusal.ts";
import type { Uploads } from "./uploads.ts";

interface Asked extends Bringing {
  readonly method: string;
}

/** Where files are asked for. */
interface Desk {
  /** Absent where the chat takes none. */
  readonly uploads: Uploads | undefined;
  readonly opening: Opening;
  /** Whether pages of the request's origin may bring files. */
  isAdmitted(): boolean;
}

const sentHeaders = "Authorization, Content-Type, Content-Disposition";

/** Answers a request beneath `/uploads` of an endpoint. Never rejects. */
export async function answerUpload(request: Asked, path: UploadPath, desk: Desk): Promise<Response> {
  const origin = request.header("origin");
  const { method } = request;
  const isRead = path.wants !== "put";
  const allow = isRead ? ["GET", "HEAD", "OPTIONS"] : ["POST", "OPTIONS"];
  if (method === "OPTIONS") {
    const permission = !isRead && desk.isAdmitted() ? preflight(origin, sentHeaders) : { Vary: "Origin" };
    return new Response(null, { status: 204, headers: { ...plainHeaders, Allow: allow.join(", "), ...permission } });
  }
  const isAdmitted = isRead || desk.isAdmitted();
  const headers = { ...plainHeaders, ...(isAdmitted && !isRead ? readableBy(origin) : { Vary: "Origin" }) };
  const { uploads, opening } = desk;
  try {
    if (!allow.includes(method)) throw new UploadRefusal("wrong-method", `${method} is not allowed here.`);
    if (!isAdmitted) throw new UploadRefusal("forbidden", "Pages of this site may not send files here.");
    if (path.wants === "nothing") throw noSuchFile();
    if (!uploads) throw new UploadRefusal("missing", "No files are taken here.");
    if (path.wants === "get") return await uploads.give(path.id, request, opening);
    return Response.json(await uploads.take(request, opening), { status: 201, headers });
  } catch (error) {
    const refusal = error instanceof UploadRefusal ? error : uploads?.failed(error);
    const response = (refusal ?? new UploadRefusal("unavailable", "")).response(headers);
    if (response.status === 405) response.headers.set("Allow", allow.join(", "));
    return response;
  }
}
