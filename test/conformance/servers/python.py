"""The conformance server in Python: examples/tornado, with the handler and the profiles of the suite."""
import asyncio
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples/tornado"))
sys.dont_write_bytecode = True
from server import Chat, serve  # noqa: E402


def answer(text):
    command, _, words = text.partition(" ")
    if command == "/fail":
        raise RuntimeError("the conformance handler fails when told to")
    if command in ("/stream", "/hold"):
        return words
    return None if command == "/silent" else f"Server echoed: {text}"


def member(token):
    return "expired" if token == "old" else token and {"id": token}


profiles = {
    "": {},
    "/rated": {"rate": 2, "burst": 4},
    "/swift": {"rate": 10_000, "burst": 10_000},
    "/terse": {"text_bytes": 16},
    "/forgetful": {"entries": 2},
    "/hasty": {"hello_ms": 500, "ping_ms": 1_000, "idle_ms": 2_000},
    "/full": {"connections": 1},
    "/members": {"authenticate": member},
    "/listed": {"origins": ("https://shop.example",)},
}


async def main():
    chats = {f"/websocket{path}": Chat(answer, **options) for path, options in profiles.items()}
    serve(chats, int(os.environ["PORT"]))
    await asyncio.Event().wait()


asyncio.run(main())
