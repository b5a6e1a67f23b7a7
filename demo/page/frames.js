/** What only its owner may see. */
const secrets = new Set(["secret", "token"]);
const encoder = new TextEncoder();
/** What happens to the wire itself. */
const events = {
  dial: "asks for a WebSocket",
  open: "is open",
  end: "the answer has ended",
  lost: "is cut off",
};

/** What is to be shown of something told by the wire tap: its type, its size, a gist of it, and the whole, without secrets. */
export function describe({ at, chat, via, way, text, event, code, mode }) {
  const about = { at, chat, via };
  if (event) {
    const gist = event === "close" ? `has closed: ${code}` : event === "post" ? `asks to ${mode}` : events[event];
    return { ...about, way: "wire", type: event, gist, size: 0, whole: "" };
  }
  const size = typeof text === "string" ? encoder.encode(text).length : text.byteLength;
  const frame = parse(text);
  if (!frame) return { ...about, way, type: "text", gist: String(text), size, whole: String(text) };
  return { ...about, way, type: frame.type, gist: gistOf(frame), size, whole: JSON.stringify(frame, undefined, 2) };
}

/** `undefined` for what is no frame: the bare text of a text client. */
function parse(text) {
  try {
    const frame = JSON.parse(text, (key, value) => (secrets.has(key) && typeof value === "string" ? "•••" : value));
    return typeof frame?.type === "string" ? frame : undefined;
  } catch {
    return undefined;
  }
}

/** The few words that tell one frame of a type from another. */
function gistOf({ seq, text, code, user, resumed, resume, entries, on }) {
  const at = seq === undefined ? "" : `#${seq} `;
  if (text !== undefined) return at + text;
  if (code !== undefined) return String(code);
  if (user?.id) return `${at}${resumed ? "goes on where you were" : "from here on"}`;
  if (resume) return `from #${resume.seq} on`;
  if (entries) return `${entries.length} entries`;
  return on === undefined ? at : on ? "on" : "off";
}
