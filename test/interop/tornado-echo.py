import asyncio
import sys

import tornado.web
import tornado.websocket

PAGE = """<!doctype html>
<title>Chat</title>
<script type="module" src="/ws-chat.js"></script>
<ws-chat protocol="text" url="/websocket"></ws-chat>
"""


class MainHandler(tornado.web.RequestHandler):
    def get(self):
        self.write(PAGE)


class EchoHandler(tornado.websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message("Server echoed: " + message)


async def main(port="8888"):
    tornado.web.Application([
        (r"/", MainHandler),
        (r"/websocket", EchoHandler),
        (r"/(ws-chat.*)", tornado.web.StaticFileHandler, {"path": "node_modules/ws-chat/dist"}),
    ]).listen(int(port), "127.0.0.1")
    print(f"listening on http://localhost:{port}/", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
