"use client";

import { createComponent } from "@lit/react";
import { WsChat as WsChatElement } from "../define.ts";
import * as react from "react";
import { attributesOnly } from "./attributes-only.ts";
import { type ElementEventProps, type EventProps, events } from "./event-props.ts";

export type { WsChatElement };

/** The element's properties that may be set. */
type Properties = { [Name in keyof typeof WsChatElement.properties]?: WsChatElement[Name] | undefined };
/** What any element of React's takes, and `children`: what is shown without JavaScript. */
type Common = Omit<react.HTMLAttributes<WsChatElement>, keyof Properties>;

/** What `<WsChat>` takes: the element's properties, and its events as `onWsChatMessage` and so on. */
export interface WsChatProps extends Common, Properties, EventProps {}

/**
 * `<ws-chat>` as a component: registers the element, hands its properties over as they are, and a `ref` to it on. Rendered on a server
 * it is the element with its attributes.
 */
export const WsChat: react.ForwardRefExoticComponent<WsChatProps & react.RefAttributes<WsChatElement>> =
  "HTMLElement" in globalThis
    ? // The cast: to @lit/react every event is an Event.
      (createComponent({ react, tagName: "ws-chat", elementClass: WsChatElement, events }) as typeof WsChat)
    : react.forwardRef((props: WsChatProps, _ref) => react.createElement("ws-chat", attributesOnly(props)));

/** `<ws-chat>` itself in JSX, with React 19: `import type {} from "@ws-chat/widget/react"`. */
type Intrinsic = Common & Properties & ElementEventProps & react.RefAttributes<WsChatElement>;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "ws-chat": Intrinsic;
    }
  }
}
