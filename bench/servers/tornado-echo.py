"""Tornado: the frame sent back, as in its documentation."""

import asyncio
import gc
import json
import os
import resource
import sys

import tornado.httpserver
import tornado.netutil
import tornado.web
import tornado.websocket


class EchoHandler(tornado.websocket.WebSocketHandler):
    def check_origin(self, origin):
        return True

    def on_message(self, message):
        self.write_message(message)


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1e6


def memory():
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def say(line):
    print(json.dumps(line), flush=True)


def read_command():
    line = sys.stdin.readline()
    if not line:
        sys.exit()
    asked = json.loads(line)
    say({"id": asked["id"], "answer": {"cpu": cpu, "memory": memory}[asked["command"]]()})


async def main():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
    tornado.httpserver.HTTPServer(tornado.web.Application([(r"/websocket", EchoHandler)])).add_sockets(sockets)
    asyncio.get_running_loop().add_reader(sys.stdin, read_command)
    say({"id": 0, "answer": sockets[0].getsockname()[1]})
    await asyncio.Event().wait()


asyncio.run(main())
