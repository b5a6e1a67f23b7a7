import { WsChat, type WsChatElement } from "@ws-chat/widget/react";
import { useRef, useState } from "react";

const departments = ["bread", "cakes"];

export function App() {
  const chat = useRef<WsChatElement>(null);
  const [isShown, setShown] = useState(true);
  const [department, setDepartment] = useState("bread");
  const [newest, setNewest] = useState("nothing yet");

  return (
    <>
      <button type="button" onClick={() => setShown(!isShown)}>
        {isShown ? "Leave the chat" : "Come back"}
      </button>
      <button type="button" onClick={() => chat.current?.send("What is fresh today?")}>
        Ask what is fresh
      </button>
      {departments.map((name) => (
        <button type="button" key={name} onClick={() => setDepartment(name)}>
          Ask about {name}
        </button>
      ))}
      <p role="status">Newest: {newest}</p>
      {isShown && (
        <WsChat
          ref={chat}
          url="/websocket"
          room={department}
          heading={`Rosa's ${department}`}
          strings={{ placeholder: `Ask about ${department}` }}
          onWsChatMessage={({ message }) => setNewest(message.text)}
        >
          Write to us: rosa@example.com
        </WsChat>
      )}
    </>
  );
}
