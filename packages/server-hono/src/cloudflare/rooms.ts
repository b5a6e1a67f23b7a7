import type { RoomHandle } from "@ws-chat/server";
import type { ChatRoomObject } from "./chat-room.ts";
import type { ObjectNamespace } from "./workers.ts";

/** One room, from a Worker's side. */
export interface RemoteRoom extends Pick<RoomHandle, "id" | "send" | "history" | "remove"> {
  /** Users with an open connection. */
  members(): Promise<ReturnType<RoomHandle["members"]>>;
  /** Shows the chat's author typing for ten seconds, or no more. */
  typing(on: boolean): Promise<void>;
  /** Ends the connections of `user`, a public id, with 4403. @returns how many there were. */
  disconnect(user: string): Promise<number>;
}

/**
 * The rooms of a namespace, for a Worker's routes and crons.
 * @example await rooms(env.CHAT_ROOM).room("lobby").send({ text: "Good morning" });
 */
export function rooms(namespace: ObjectNamespace): { room(id: string): RemoteRoom; user(id: string): RemoteRoom } {
  const room = (id: string): RemoteRoom => {
    const object = objectOf(namespace, id);
    return {
      id,
      send: (...said) => object.send(id, ...said),
      history: (...range) => object.history(id, ...range),
      members: () => object.members(id),
      typing: (on) => object.typing(id, on),
      remove: () => object.remove(id),
      disconnect: (user) => object.disconnect(user),
    };
  };
  return { room, user: (id) => room(`~${id}`) };
}

/** The object that holds a room. */
export function objectOf(namespace: ObjectNamespace, room: string): ChatRoomObject {
  // The casts: the types of a binding know the namespace's ids, and the class only where its user wrote it there.
  return namespace.get(namespace.idFromName(room) as never) as ChatRoomObject;
}
