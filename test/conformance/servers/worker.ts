import { type Chat, type ChatOptions, createChat } from "@ws-chat/server";
import {
  type Bucket,
  chatHandler,
  chatRoom,
  createR2Uploads,
  type ObjectNamespace,
} from "@ws-chat/server-hono/cloudflare";
import { type Context, Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { onMessage } from "../handler.ts";
import { origins, people, profiles, uploadBytes } from "../profiles.ts";

interface Env {
  readonly UPLOADS: Bucket;
}

const chat =
  (options: ChatOptions = {}, maxBytes?: number) =>
  (env: Env): Chat =>
    createChat({
      onMessage,
      onError() {},
      uploads: { store: createR2Uploads({ bucket: env.UPLOADS }), ...(maxBytes && { maxBytes }) },
      ...options,
    });

export const Plain = chatRoom(chat(people));
export const Rated = chatRoom(chat(profiles.rated));
export const Swift = chatRoom(chat(profiles.swift));
export const Terse = chatRoom(chat(profiles.terse, uploadBytes.terse));
export const Forgetful = chatRoom(chat(profiles.forgetful));
export const Hasty = chatRoom(chat(profiles.hasty));
export const Full = chatRoom(chat(profiles.full));
export const Members = chatRoom(chat(profiles.members));
export const Listed = chatRoom(chat());

/** The conformance server for Workers: a class of objects for each profile. */
const app = new Hono<{ Bindings: Readonly<Record<string, ObjectNamespace>> }>();
app.use(secureHeaders());
const namespaceOf = (c: Context): ObjectNamespace => {
  const [, profile = "plain"] = /\/websocket\/(?!uploads(?:\/|$))(\w+)/.exec(c.req.path) ?? [];
  return (c.env as Record<string, ObjectNamespace>)[profile.toUpperCase()] as ObjectNamespace;
};
const paths = ["plain", "rated", "swift", "terse", "forgetful", "hasty", "full", "members", "listed"].map(
  (name) => `/websocket/${name}`,
);
for (const path of ["/websocket", ...paths])
  app.on(
    "ALL",
    [path, `${path}/uploads/*`],
    chatHandler(namespaceOf, {
      onRefusedOrigin() {},
      origins: origins[path.split("/")[2] ?? ""] ?? [],
      ...(path.endsWith("/hasty") && { helloMs: profiles.hasty.limits.helloMs }),
    }),
  );
export default app;
