# SPDX-License-Identifier: Apache-2.0
"""A QMP server that a test plays itself, for what no real QEMU does when it is told to.

At the start it answers what a QEMU 7.2 did (qemu-7.2.json: its greeting, some of its commands, and of
its introspection the events); from then on it says what the test says, and nothing else.
"""
import json
import os
import socket

from server import DEADLINE

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "qemu-7.2.json"),
          encoding="utf-8") as recorded:
    RECORDED = json.load(recorded)

PROBE = {"execute": "query-version"}

ANSWERS = {
    "qmp_capabilities": {},
    "query-commands": RECORDED["commands"],
    "query-qmp-schema": RECORDED["schema"],
}


def other_answers(events=(), without=(), commands=()):
    """Those of a QEMU that has these events and commands too, and not those events."""
    schema = [each for each in RECORDED["schema"] if each["name"] not in without]
    schema += [{"name": each, "meta-type": "event", "arg-type": "0"} for each in events]
    schema.append({"name": "0", "meta-type": "object", "members": []})
    names = [{"name": each} for each in commands]
    return {**ANSWERS, "query-commands": RECORDED["commands"] + names, "query-qmp-schema": schema}


class Upstream:
    """A listening monitor; `address` is a path, which may have been one before, or a TCP address."""

    def __init__(self, address):
        is_path = isinstance(address, str)
        if is_path and os.path.exists(address):
            os.unlink(address)
        self.listener = socket.socket(socket.AF_UNIX if is_path else socket.AF_INET)
        self.listener.bind(address)
        self.listener.listen(8)
        self.listener.settimeout(DEADLINE)
        self.monitors = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in (self.listener, *self.monitors):
            each.close()

    def accept(self):
        """The next connection, with nothing said yet."""
        self.monitors.append(Monitor(self.listener.accept()[0]))
        return self.monitors[-1]

    def serve(self, status="running", answers=ANSWERS):
        """The next connection, once it has asked what the bridge asks at the start."""
        monitor = self.accept()
        monitor.start(status, answers=answers)
        return monitor


class Monitor:
    def __init__(self, connected):
        self.socket = connected
        self.socket.settimeout(DEADLINE)
        self.buffer = ""
        self.descriptors = []  # that came, in order

    def start(self, status="running", own=True, answers=ANSWERS):
        """The start of a session. `own`: this is the monitor by which the bridge asks."""
        self.say(RECORDED["greeting"])
        for name, value in answers.items():
            assert self.command()["execute"] == name
            self.say({"return": value})
            if not own:
                return
        self.answer_status(status)

    def answer_status(self, status):
        assert self.command()["execute"] == "query-status"
        self.say({"return": {"status": status, "singlestep": False, "running": status == "running"}})

    def say(self, message):
        """A message, or bytes as they are."""
        text = message if isinstance(message, bytes) else json.dumps(message).encode() + b"\r\n"
        self.socket.sendall(text)

    def event(self, name, data=None, seconds=1, microseconds=2):
        message = {"timestamp": {"seconds": seconds, "microseconds": microseconds}, "event": name}
        self.say(message if data is None else {**message, "data": data})

    def command(self):
        """The next command; None at the end of the connection.

        What the bridge asks to hear whether the server still answers is answered here."""
        while (command := self.any_command()) == PROBE:
            self.say({"return": RECORDED["greeting"]["QMP"]["version"]})
        return command

    def any_command(self):
        while True:
            self.buffer = self.buffer.lstrip()
            try:
                command, end = json.JSONDecoder().raw_decode(self.buffer)
                self.buffer = self.buffer[end:]
                return command
            except json.JSONDecodeError:
                if not self.receive():
                    return None

    def receive(self):
        """Some bytes more into the buffer; False at the end of the connection."""
        data, descriptors, _, _ = socket.recv_fds(self.socket, 1 << 16, 64)
        self.descriptors += descriptors
        self.buffer += data.decode()
        return bool(data)

    def close(self):
        self.socket.close()
