# SPDX-License-Identifier: Apache-2.0
"""A session of a scripted QMP server that misbehaves."""
import json
import os
import select
import socket
import struct
import time

from upstream import RECORDED, Monitor

EVENTS = {
    "STOP": {}, "RESUME": {}, "RESET": {"guest": False}, "SHUTDOWN": {"guest": False},
    "BLOCK_IO_ERROR": {"device": "disk", "node-name": "node0", "operation": "write",
                       "action": "stop", "nospace": True, "reason": "No space left on device"},
    "DEVICE_DELETED": {"device": "disk", "path": "/machine/disk"},
    "STORM": {},  # see emit()
}
COMMANDS = ["qmp_capabilities", "query-commands", "query-qmp-schema", "query-status", "query-name",
            "query-version", "query-block", "query-named-block-nodes", "stop", "cont", "quit",
            "getfd", "closefd", "add-fd", "remove-fd", "eject", "storm-echo", "storm-keep"]
SCHEMA = [{"name": each, "meta-type": "event", "arg-type": "0"} for each in EVENTS]
SCHEMA += [{"name": each, "meta-type": "command", "arg-type": "0", "ret-type": "0"}
           for each in COMMANDS]
SCHEMA.append({"name": "0", "meta-type": "object", "members": []})
STATUS = {"status": "running", "singlestep": False, "running": True}
NODE = {"node-name": "node0", "ro": False}
BACKEND = {"device": "disk", "qdev": "/machine/disk", "inserted": NODE}
ANSWERS = {
    "query-commands": [{"name": each} for each in COMMANDS],
    "query-qmp-schema": SCHEMA,
    "query-status": STATUS,
    "query-name": {"name": "storm"},
    "query-block": [BACKEND],
    "query-named-block-nodes": [NODE],
}
GREETING = RECORDED["greeting"]
GARBAGE = [b"\xff\xfe\r\n", b"{\r\n", b'{"return"\r\n', b"\r\n" * 50, b"nonsense\r\n", b"\0\r\n",
           b'{"event": "STOP"}\r\n', b'{"event": 3, "timestamp": []}\r\n', b"[" * 3000 + b"\r\n"]
UNASKED = b'{"return": {"nobody": "asked"}}\r\n'
# What a session does after some commands; `serve`: it goes on as a sound server does.
HONEST = ["serve"] * 6 + ["close", "close", "reset", "half", "stall", "flood"]
TEMPERS = [*HONEST, "garbage", "unasked"]
PHASES = [0, 0, 1, 2, 3, 4, 5, 9, 30, 200]  # commands before that
TICK = 0.05  # seconds between its events


class Session:
    """`temper`: one of TEMPERS. `serial`: a number that its events carry. It lasts `seconds`."""

    def __init__(self, connected, serial, temper, seconds, dice, figures):
        self.monitor = Monitor(connected)
        self.monitor.socket.settimeout(TICK)
        self.serial = serial
        self.temper = temper
        self.ends_at = time.monotonic() + seconds
        self.dice = dice
        self.figures = figures
        self.number = 0  # of the next event

    def run(self, over):
        """Serves until its time is up, the host closes, or the event `over` is set."""
        left = self.dice.choice(PHASES)
        try:
            if left == 0:
                self.behave(over)
            self.monitor.say(GREETING)
            while time.monotonic() < self.ends_at and not over.is_set():
                if left == 0:
                    self.behave(over)
                left -= self.serve_one()
        except (OSError, ValueError):
            pass
        finally:
            self.monitor.close()
            for each in self.monitor.descriptors:
                os.close(each)

    def serve_one(self):
        """Answers a command, or emits if none comes for a TICK. Returns the number of commands."""
        try:
            command = self.monitor.command()
        except TimeoutError:
            self.emit()
            return 0
        if command is None:
            raise ConnectionResetError
        while self.monitor.descriptors:
            os.close(self.monitor.descriptors.pop())
        self.answer(command)
        return 1

    def answer(self, command):
        name = command.get("execute", command.get("exec-oob"))
        reply = {"return": ANSWERS.get(name, {})}
        if name == "storm-echo":
            reply = {"return": command.get("arguments", {}).get("value", "")}
        elif name not in COMMANDS:
            reply = {"error": {"class": "CommandNotFound", "desc": f"{name} has not been found"}}
        if "id" in command:
            reply["id"] = command["id"]
        if self.dice.random() < 0.2:
            self.emit()
        self.monitor.say(reply)
        if name == "quit":
            self.monitor.event("SHUTDOWN", {"guest": False})
            self.ends_at = 0

    def emit(self):
        self.monitor.event("STORM", {"session": self.serial, "number": self.number})
        self.number += 1
        if self.dice.random() < 0.3:
            self.monitor.event(*self.dice.choice(list(EVENTS.items())[:-1]))

    def behave(self, over):
        """Acts by its temper. Raises OSError where the session ends by it."""
        self.figures[f"upstreams that {self.temper}"] += 1
        if self.temper == "serve":
            return None
        if self.temper == "garbage":
            return self.monitor.say(self.dice.choice(GARBAGE))
        if self.temper == "unasked":
            return self.monitor.say(UNASKED)
        if self.temper == "stall":
            return self.stall(over)
        if self.temper == "flood":
            return self.flood(over)
        if self.temper == "half":
            self.monitor.say(json.dumps({"return": STATUS}).encode()[:self.dice.randrange(1, 30)])
        if self.temper == "reset":
            linger = struct.pack("ii", 1, 0)
            self.monitor.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        raise ConnectionResetError

    def stall(self, over):
        """A time in which the session neither reads nor writes."""
        over.wait(self.dice.choice([0.1, 1, 4]))

    def flood(self, over):
        """2,000 events, as fast as the host reads, as long as the session lasts."""
        for _ in range(2000):
            if over.is_set() or time.monotonic() > self.ends_at:
                return
            if select.select([], [self.monitor.socket], [], TICK)[1]:
                self.emit()
