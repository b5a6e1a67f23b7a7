import { WsChat } from "../define.ts";
import { events } from "./event-props.ts";

/** Props as a server can write them: properties under their attributes' names, without those that have none. */
export function attributesOnly(props: object): { [name: string]: unknown } {
  const attributes: { readonly [property: string]: string } = WsChat.properties;
  const written = Object.entries(props).map(([name, value]) => [
    name === "className" ? "class" : (attributes[name]?.replace("?", "") ?? name),
    value,
  ]);
  return Object.fromEntries(written.filter(([name]) => name !== "" && !Object.hasOwn(events, name)));
}
