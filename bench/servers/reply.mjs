/** What a server written by hand says to each message of one connection: an acknowledgement and the echo. */
export function answersTo() {
  let seq = 0;
  return (message) => {
    const { n, id, text } = JSON.parse(message);
    const ts = Date.now();
    const from = { id: "bot", role: "bot" };
    return [
      JSON.stringify({ type: "ack", n, id, seq: ++seq, ts }),
      JSON.stringify({ type: "entry", seq: ++seq, id: `r${id}`, from, ts, text: `Server echoed: ${text}` }),
    ];
  };
}
