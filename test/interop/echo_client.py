"""A stock client: says each of its arguments after the first, a URL, and prints what it hears."""

import asyncio
import sys

import websockets


async def main(url, *texts):
    async with websockets.connect(url) as socket:
        for text in texts:
            await socket.send(text)
            print(await socket.recv(), flush=True)


asyncio.run(main(*sys.argv[1:]))
