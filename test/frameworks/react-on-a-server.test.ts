import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { WsChat } from "@ws-chat/widget/react";

describe("the React component on a server", () => {
  it("is the element with its attributes, and what is shown without JavaScript in it", () => {
    const html = renderToString(
      createElement(
        WsChat,
        { url: "/websocket", userName: "Ada", launcher: true, disabled: false, className: "corner", id: "chat" },
        "Write to us",
      ),
    );
    expect(html).toBe(
      '<ws-chat url="/websocket" user-name="Ada" launcher="" class="corner" id="chat">Write to us</ws-chat>',
    );
  });

  it("writes nothing of properties without an attribute, nor of listeners", () => {
    const html = renderToString(
      createElement(WsChat, {
        getToken: () => "secret",
        metadata: { plan: "free" },
        strings: { send: "Go" },
        onWsChatMessage: () => {},
        onClick: () => {},
      }),
    );
    expect(html).toBe("<ws-chat></ws-chat>");
  });
});
