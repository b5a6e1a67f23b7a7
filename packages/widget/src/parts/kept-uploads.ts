import type { Attachment } from "@ws-chat/protocol";
import type { WsChat } from "../ws-chat.ts";

/** Files that the server has and no message yet, kept in the tab with the draft that they belong to. */
export interface KeptUploads {
  load(): readonly Attachment[];
  save(attachments: readonly Attachment[]): void;
}

/** Those of `user`, and of nobody who has the tab after them, in the conversation that `host` names now. A client of the page's own has no place that names it. */
export function createKeptUploads({ url, room }: WsChat, user: string): KeptUploads {
  const key = `ws-chat files ${url} ${room ?? ""} ${user}`;
  return {
    load() {
      try {
        const kept: unknown = url && JSON.parse(sessionStorage[key] ?? "[]");
        return Array.isArray(kept) ? kept : [];
      } catch {
        return [];
      }
    },
    save(attachments) {
      if (!url) return;
      try {
        if (attachments.length) sessionStorage[key] = JSON.stringify(attachments);
        else delete sessionStorage[key];
      } catch {
        // Where the tab may keep nothing, the page does.
      }
    },
  };
}
