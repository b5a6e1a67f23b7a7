type ChatEvents = Pick<GlobalEventHandlersEventMap, Extract<keyof GlobalEventHandlersEventMap, `ws-chat-${string}`>>;
type Pascal<Kebab extends string> = Kebab extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Head>}${Pascal<Tail>}`
  : Capitalize<Kebab>;

/** The element's listeners as props of the component: `onWsChatMessage`. */
export type EventProps = {
  [Name in keyof ChatEvents as `on${Pascal<Name>}`]?: ((event: ChatEvents[Name]) => void) | undefined;
};

/** The element's listeners as React 19 takes them on a custom element: `onws-chat-message`. */
export type ElementEventProps = {
  [Name in keyof ChatEvents as `on${Name}`]?: ((event: ChatEvents[Name]) => void) | undefined;
};

/** Prop -> event, for every event of the element's. */
export const events: { readonly [Name in keyof ChatEvents as `on${Pascal<Name>}`]: Name } = {
  onWsChatSend: "ws-chat-send",
  onWsChatMessage: "ws-chat-message",
  onWsChatStatus: "ws-chat-status",
  onWsChatUnread: "ws-chat-unread",
  onWsChatShow: "ws-chat-show",
  onWsChatHide: "ws-chat-hide",
  onWsChatError: "ws-chat-error",
};
