"""A chat server in one file, written from PROTOCOL.md: python3 server.py [port]

It speaks ws-chat.v1, and plain text with whoever does not. What was said is kept in memory, for as long as it runs.
Room, entry, cursor are what PROTOCOL.md says they are. To have it say something else, give Chat another `answer`.
"""
import asyncio, base64, hashlib, inspect, json, logging, re, secrets, signal, sys, time, urllib.parse  # fmt: skip

import tornado.web
import tornado.websocket

V1, FEATURES = "ws-chat.v1", ["history", "typing", "retry"]
FRAME_BYTES, ANSWER_BYTES, REPLAY_ENTRIES, SLOW_SECONDS = 262_144, 262_144, 500, 30
BOT = {"id": "bot", "name": "Server", "role": "bot"}
NO_CONTROLS = r"[^\x00-\x1f\x7f-\x9f]*"


# What each frame of a client may say. A name with a ? may be absent.


class Wrong(Exception):
    """Names what breaks the protocol."""


def chars(least, most, form=".*"):
    """A string of so many UTF-16 code units."""
    return lambda value: (
        isinstance(value, str)
        and least <= len(value.encode("utf-16-le")) // 2 <= most
        and re.fullmatch(form, value, re.DOTALL)
    )


def whole(least):
    return lambda value: type(value) is int and least <= value < 2**53


def json_of(bytes, depth):
    def fits(value):
        try:  # Python writes Infinity, which is no JSON
            return is_flat(value, depth) and len(compact(value, allow_nan=False).encode()) <= bytes
        except ValueError:
            return False

    return fits


def is_flat(value, depth):
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return parts is None or (depth > 0 and all(is_flat(part, depth - 1) for part in parts))


def compact(value, **options):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), **options)


any_string, flag, id_form = chars(0, FRAME_BYTES), lambda value: isinstance(value, bool), "[A-Za-z0-9_-]+"
room_name = chars(1, 128, NO_CONTROLS)
CURSOR = {"epoch": chars(1, 64), "seq": whole(0)}
ATTACHMENT = {
    "url": chars(1, 2_048, r"(https?://|\.{0,2}/)\S*"), "name": chars(1, 255), "type": chars(1, 127), "size": whole(0),
    "width?": whole(1), "height?": whole(1),
}  # fmt: skip
FRAMES = {
    "hello": {
        "secret?": chars(22, 22, id_form), "token?": chars(1, 8_192), "name?": chars(0, 64, NO_CONTROLS),
        "metadata?": lambda value: isinstance(value, dict) and json_of(2_048, 1)(value),
        "resume?": {**CURSOR, "id": chars(0, 64)},
    },
    "send": {
        "n": whole(1), "id": chars(1, 64, id_form), "since?": CURSOR, "text": any_string, "format?": any_string,
        "attachments?": (10, ATTACHMENT), "quickReplies?": (12, {"text": chars(1, 256), "value?": chars(0, 4_096)}),
        "data?": json_of(16_384, 16),
    },
    "history": {"before": whole(1), "limit": whole(1)}, "typing": {"on": flag}, "read": {"seq": whole(0)}, "ping": {},
    "retry": {"seq": whole(1)}, "stop": {"id": chars(1, 64, id_form)}, "snapshot": {"id": chars(1, 64, id_form)},
}  # fmt: skip


def check(rule, value, path):
    """What `rule` knows of `value`: an object's fields, a list of at most so many, or all of it if it passes a test."""
    if isinstance(rule, dict) and isinstance(value, dict):
        for missing in [name for name in rule if name[-1] != "?" and name not in value]:
            raise Wrong(f"{path}.{missing}")
        known = [(name.rstrip("?"), part) for name, part in rule.items() if name.rstrip("?") in value]
        return {name: check(part, value[name], f"{path}.{name}") for name, part in known}
    if isinstance(rule, tuple) and isinstance(value, list) and len(value) <= rule[0]:
        return [check(rule[1], item, f"{path}[{at}]") for at, item in enumerate(value)]
    if callable(rule) and rule(value):
        return value
    raise Wrong(path)


def parse(text):
    """The frame in `text`. Raises Wrong, or ValueError where it is no JSON."""

    def no_json(name):
        raise ValueError(name)

    def number(text):  # 1.0 and 1e3 are whole numbers, too
        return int(float(text)) if float(text).is_integer() else float(text)

    def fields(pairs):
        return {name: value for name, value in pairs if name != "__proto__"}

    read = json.JSONDecoder(object_pairs_hook=fields, parse_constant=no_json, parse_float=number).decode
    frame = read(shallow(text) if text.count("[") + text.count("{") > 500 else text)
    if "\\u" in text:  # may be half of a character, which becomes U+FFFD
        frame = json.loads(compact(frame).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise Wrong("type")
    return frame


def shallow(text, most=40):
    """Without what is nested deeper than Python reads, and than any field may be."""
    depth, kept = 0, []
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|.', text, re.DOTALL):
        depth += token in ("[", "{")
        kept.append(token if depth <= most else "")
        depth -= token in ("]", "}")
    return "".join(kept)


class Room:
    """A log, and who waits for it to grow."""

    def __init__(self, retained):
        self.epoch, self.retained = secrets.token_urlsafe(16), retained
        self.entries, self.newest = [], 0
        self.ids = {}  # (author, id) -> entry
        self.members = set()

    @property
    def oldest(self):
        return self.newest - len(self.entries) + 1

    def at(self, seq):
        return self.entries[seq - self.oldest] if self.oldest <= seq <= self.newest else None

    def append(self, author, id, content):
        self.newest += 1
        stamp = {"seq": self.newest, "kind": "message", "id": id, "from": author, "ts": int(time.time() * 1000)}
        self.entries.append({**stamp, **content})
        self.ids[author["id"], id] = self.entries[-1]
        if len(self.entries) > self.retained:
            gone = self.entries.pop(0)
            del self.ids[gone["from"]["id"], gone["id"]]
        for member in self.members:
            member.news.set()
        return self.entries[-1]

    def cursor(self):
        return {"epoch": self.epoch, "seq": self.newest, "id": self.entries[-1]["id"] if self.entries else ""}

    def knows(self, epoch, seq, id):
        there = id == "" if seq == 0 else (self.at(seq) or {}).get("id") == id
        return there and epoch == self.epoch and self.oldest - 1 <= seq and self.newest - seq <= REPLAY_ENTRIES

    def page(self, before, limit):
        """The newest entries below `before`, as many as an answer may have."""
        page, size = [], 0
        for entry in reversed(self.entries[: max(0, before - self.oldest)]):
            size += len(compact(entry).encode())
            if len(page) == limit or (page and size > ANSWER_BYTES):
                break
            page.insert(0, entry)
        return page


class Chat:
    """What all connections to one endpoint share."""

    def __init__(self, answer=None, authenticate=None, origins=(), connections=10_000, entries=1_000, text_bytes=32_768,
                 rate=10, burst=40, hello_ms=5_000, ping_ms=25_000, idle_ms=150_000):  # fmt: skip
        self.answer, self.authenticate, self.origins, self.connections = answer, authenticate, origins, connections
        self.entries, self.rate, self.burst = entries, rate, burst
        self.hello_ms, self.ping_ms, self.idle_ms = hello_ms, ping_ms, idle_ms
        self.limits = {"textBytes": text_bytes, "window": 32, "historyEntries": 100}
        self.rooms, self.open, self.replies = {}, set(), set()

    def hear(self, room, question):
        """Has the entry `question` answered, without waiting for it."""
        reply = asyncio.ensure_future(self.reply(room, question))
        self.replies.add(reply)  # asyncio itself would let it be collected
        reply.add_done_callback(self.replies.discard)

    async def reply(self, room, question):
        """Answers the entry `question`, or shows that there will be no answer."""
        try:
            text = self.answer and self.answer(question["text"])
            text = await text if inspect.isawaitable(text) else text
            said = text is not None and {"text": text}
        except Exception:
            logging.exception("no answer")
            said = {"text": "", "status": "no-reply"}
        if said:
            room.append(BOT, secrets.token_urlsafe(16), {**said, "re": question["seq"]})


class Endpoint(tornado.websocket.WebSocketHandler):
    """One connection."""

    def initialize(self, chat):
        self.chat, self.room, self.user, self.timer, self.delivery = chat, None, None, None, None
        self.admitted, self.ended, self.refused = True, False, False
        self.next = 1  # of send
        self.sent = {}  # id -> n of sends whose entry has not been delivered as their ack yet
        self.tokens, self.excess, self.counted_at = chat.burst, 0, time.monotonic()
        self.news = asyncio.Event()

    async def get(self):
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            return await super().get()
        self.set_header("Access-Control-Allow-Origin", "*")
        self.write({"ws-chat": ["v1"]})  # the probe

    def check_origin(self, origin):
        self.admitted = origin in self.chat.origins or super().check_origin(origin)
        return True  # a browser cannot read an HTTP status; open() closes with a code

    def select_subprotocol(self, offers):
        return V1 if V1 in offers else None

    def open(self):
        self.is_text = self.selected_subprotocol is None
        if not self.admitted or len(self.chat.open) >= self.chat.connections:
            return self.end(1013 if self.admitted else 4403)
        self.chat.open.add(self)
        if self.is_text:
            return self.hear_hello({})
        self.allow(self.chat.hello_ms, 4408)

    def allow(self, ms, code):
        """Ends the connection with `code` where nothing else is allowed it within `ms`."""
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(ms / 1000, self.end, code)

    def end(self, code, reason=None):
        if not self.ended:
            self.tell("bye", code=code)
            self.ended = True
            self.close(code, reason)

    def on_close(self):
        self.ended = True
        self.chat.open.discard(self)
        if self.timer:
            self.timer.cancel()
        if self.room:
            self.room.members.discard(self)
            self.delivery.cancel()

    def on_message(self, message):
        if self.ended:
            return
        if isinstance(message, bytes):
            return self.end(1003)
        if len(message.encode()) > (self.chat.limits["textBytes"] if self.is_text else FRAME_BYTES):
            return self.end(1009)
        if self.room and not self.is_text:
            self.allow(self.chat.idle_ms, 1001)
        if self.is_text:
            return self.say(message)
        if message == '{"type":"ping"}':
            return self.write_message('{"type":"pong"}')
        try:
            self.on_frame(parse(message))
        except (Wrong, ValueError) as wrong:
            self.end(4400, f"wrong: {wrong}"[:100] if isinstance(wrong, Wrong) else "not JSON")

    def on_frame(self, frame):
        kind = frame["type"]
        if not self.room and kind not in ("hello", "ping"):
            raise Wrong("hello")
        wait = self.wait()
        if self.excess > 10 * self.chat.burst:
            return self.end(4429)
        if kind == "send":
            check({name: FRAMES["send"][name] for name in ("n", "id")}, frame, kind)
            return self.hear_send(frame, wait)
        if wait and kind in ("history", "retry", "snapshot"):
            return self.refuse("rate-limited", wait)
        if kind in FRAMES and not wait:
            known = check(FRAMES[kind], frame, kind)
            getattr(self, f"hear_{kind}", lambda _: None)(known)  # what is no feature of ours has no effect

    def wait(self):
        """0 where one more frame is granted, else how many seconds there is none."""
        now = time.monotonic()
        gained, self.counted_at = (now - self.counted_at) * self.chat.rate, now
        self.tokens, self.excess = min(self.chat.burst, self.tokens + gained), max(0, self.excess - 10 * gained)
        if self.tokens >= 1:
            self.tokens -= 1
            return 0
        self.excess += 1
        # Half a burst, so that a client does not come back for one message at a time.
        return (max(1, self.chat.burst / 2) - self.tokens) / self.chat.rate

    def hear_ping(self, _):
        self.tell("pong")

    def hear_hello(self, hello):
        if self.room:
            raise Wrong("a second hello")
        user = self.visitor(**hello)
        if self.chat.authenticate:
            user = self.chat.authenticate(hello.get("token"))
            if not isinstance(user, dict):
                return self.end(4003 if user == "expired" else 4401)
            user = {"role": "user", **user, "id": f"u:{user['id']}"}
        own = f"~{user['id']}"
        name = urllib.parse.parse_qs(self.request.query).get("room", [own])[0]
        if not room_name(name) or (name[0] == "~" and name != own):
            return self.end(4403)
        self.enter(user, name, hello.get("resume"))

    def visitor(self, secret=None, name=None, **_):
        digest = hashlib.sha256((secret or secrets.token_urlsafe()).encode()).digest()
        id = f"v:{base64.urlsafe_b64encode(digest).decode()[:22]}"
        return {"id": id, "role": "visitor", **({"name": name} if name else {})}

    def enter(self, user, name, resume):
        if name not in self.chat.rooms:
            self.chat.rooms[name] = Room(self.chat.entries)
        self.user, self.room = user, self.chat.rooms[name]
        self.room.members.add(self)
        resumed = bool(resume) and self.room.knows(**resume)
        cursor = resume if resumed else self.room.cursor()
        self.tell("welcome", user=user, room=name, **cursor, resumed=resumed, streams=[], features=FEATURES,
                  pingMs=self.chat.ping_ms, limits=self.chat.limits)  # fmt: skip
        self.delivery = asyncio.ensure_future(self.deliver(cursor["seq"]))
        if not self.is_text:
            self.allow(self.chat.idle_ms, 1001)

    def hear_send(self, frame, wait):
        n, id = frame["n"], frame["id"]
        if self.refused and n > self.next:
            self.excess = max(0, self.excess - 1)
            return  # comes again, after the one that was refused; that it came is no flood
        if n != self.next:
            raise Wrong("send.n")
        self.refused = wait > 0
        if wait:
            return self.refuse("rate-limited", wait, n=n, id=id)
        self.next += 1
        try:
            content = check(FRAMES["send"], frame, "send")
        except Wrong as wrong:
            return self.refuse("invalid", n=n, id=id, message=f"{wrong} is not as it has to be")
        since = {name: content.pop(name, None) for name in ("n", "id", "since")}["since"]
        if content.get("format") != "markdown":
            content.pop("format", None)
        if len(content["text"].encode()) > self.chat.limits["textBytes"]:
            return self.refuse("too-long", n=n, id=id)
        if not content["text"].strip() and not content.get("attachments") and "data" not in content:
            return self.refuse("empty", n=n, id=id)
        repeated = self.room.ids.get((self.user["id"], id))
        if repeated:
            self.tell("ack", n=n, id=id, seq=repeated["seq"], ts=repeated["ts"], dup=True)
        elif since and since["epoch"] == self.room.epoch and self.room.oldest > since["seq"] + 1:
            self.refuse("expired", n=n, id=id)
        else:
            self.sent[id] = n
            self.append(id, content)

    def refuse(self, code, wait=0, **more):
        retry = {"retryMs": int(wait * 1000) + 1} if wait else {}
        self.tell("nack", **{"code": code, "message": f"This was refused: {code}.", **retry, **more})

    async def say(self, text):
        """A text client's message. Until it is taken, no other is read."""
        while text.strip() and (wait := self.wait()):
            await asyncio.sleep(wait)
        if text.strip() and not self.ended:
            self.append(secrets.token_urlsafe(16), {"text": text})

    def append(self, id, content):
        entry = self.room.append(self.user, id, content)
        self.chat.hear(self.room, entry)

    async def deliver(self, seq):
        """Hands over the log from `seq` on, as fast as it is taken."""
        while not self.ended:
            if seq == self.room.newest:
                self.news.clear()
                await self.news.wait()
                continue
            seq += 1
            entry = self.room.at(seq)
            if not entry:
                return self.end(4001)  # trimmed away before its turn
            try:
                await asyncio.wait_for(self.hand_over(entry), SLOW_SECONDS)
            except asyncio.TimeoutError:
                return self.end(4001)
            except tornado.websocket.WebSocketClosedError:
                return

    async def hand_over(self, entry):
        is_own = entry["from"]["id"] == self.user["id"]
        if self.is_text:
            if entry["text"] and not is_own:
                await self.write_message(entry["text"])
        elif is_own and entry["id"] in self.sent:
            place = {name: entry[name] for name in ("id", "seq", "ts")}
            await self.write_message(compact({"type": "ack", "n": self.sent.pop(entry["id"]), **place}))
        else:
            await self.write_message(compact({"type": "entry", **entry}))

    def hear_history(self, asked):
        page = self.room.page(asked["before"], min(asked["limit"], self.chat.limits["historyEntries"]))
        first = page[0]["seq"] if page else asked["before"]
        self.tell("history", before=asked["before"], entries=page, more=first > self.room.oldest)

    def hear_typing(self, typing):
        for member in self.room.members:
            if member.user["id"] != self.user["id"]:
                member.tell("typing", **{"from": self.user}, **typing)

    def hear_retry(self, asked):
        note = self.room.at(asked["seq"]) or {}
        question = self.room.at(note.get("re", 0))
        if note.get("status") == "no-reply" and question:
            self.chat.hear(self.room, question)

    def tell(self, type, **fields):
        if not self.is_text and not self.ended:
            sent = self.write_message(compact({"type": type, **fields}))
            sent.add_done_callback(lambda done: done.cancelled() or done.exception())


def serve(chats, port):
    """An application with each of `chats`, by path."""
    routes = [(path, Endpoint, {"chat": chat}) for path, chat in chats.items()]
    # Text clients send no pings; those of WebSocket itself find out who is gone.
    tornado.web.Application(routes, websocket_ping_interval=30).listen(port, "127.0.0.1")


async def main(port="8888", *origins):
    chat = Chat(lambda text: f"Server echoed: {text}", origins=origins)
    serve({"/websocket": chat}, int(port))
    print(f"ws://127.0.0.1:{port}/websocket", flush=True)
    leave = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leave.set)
    await leave.wait()
    for connection in list(chat.open):
        connection.end(1012)
    await asyncio.sleep(0.2)  # the goodbyes are on their way


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
