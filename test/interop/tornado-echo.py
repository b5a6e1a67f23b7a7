"""The article's server: it echoes at /websocket and knows nothing of ws-chat."""

import asyncio
import sys

import tornado.web
import tornado.websocket


class EchoHandler(tornado.websocket.WebSocketHandler):
    def check_origin(self, origin):
        return True

    def on_message(self, message):
        self.write_message("Server echoed: " + message)


async def main(port):
    tornado.web.Application([(r"/websocket", EchoHandler)]).listen(port, "127.0.0.1")
    print(f"listening on 127.0.0.1:{port}", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1])))
