# SPDX-License-Identifier: Apache-2.0
"""A client of the old or the new interface, as the suites that are compared have it.

    client.py old            hears the default connections
    client.py new [DEFECT]   connects to signals; DEFECT is one way to do it wrong

Handles failures of disks, STOP and RESUME until its connection ends, and writes what it has handled
to $SIGNALBOX_SEEN. The new one lets the machine go on (cont) when it has dealt with a STOP.
"""
import json
import os
import socket
import sys


class Client:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(os.environ["QMP_SOCKET"])
        self.file = self.socket.makefile("rw", encoding="utf-8", newline="\n")
        self.events = []  # that came while a reply was waited for
        self.seen = open(os.environ["SIGNALBOX_SEEN"], "a", encoding="utf-8", buffering=1)
        self.file.readline()

    def call(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            message = json.loads(self.file.readline())
            if "event" not in message:
                return message["return"]
            self.events.append(message)

    def next_event(self):
        """None: the connection has ended."""
        while not self.events:
            line = self.file.readline()
            if not line:
                return None
            message = json.loads(line)
            if "event" in message:
                return message
        return self.events.pop(0)

    def tell(self, event, data=None):
        line = {"event": event["event"], "timestamp": event["timestamp"]}
        if data is not None or "data" in event:
            line["data"] = event["data"] if data is None else data
        self.seen.write(json.dumps(line) + "\n")

    def run(self):
        while (event := self.next_event()) is not None:
            self.handle(event)


class Old(Client):
    def __init__(self):
        super().__init__()
        self.call("qmp_capabilities")

    def handle(self, event):
        if event["event"] in ("BLOCK_IO_ERROR", "STOP", "RESUME"):
            self.tell(event)


class New(Client):
    devices = ("disk0", "disk1")

    def __init__(self):
        super().__init__()
        self.tags = {}
        self.failures = 0
        self.stops = 0
        self.call("disconnect-default-signals")
        self.connect_all()
        self.call("qmp_capabilities")

    def connect(self, signal, **arguments):
        return self.call("signal-connect", signal=signal, arguments=arguments)

    def connect_all(self):
        self.connect("stop-event")
        self.connect("resume-event")
        for device in self.devices:
            self.tags[device] = self.connect("block-device-event", device=device)

    def handle(self, event):
        if event["event"] == "STOP":
            self.stops += 1
            self.stopped()
            self.tell(event)
            self.call("cont")
        elif event["event"] == "RESUME":
            self.tell(event)
        else:
            self.failures += 1
            self.failed(event)

    def stopped(self):
        pass

    def failed(self, event):
        self.tell(event)


class DropsEvery100th(New):
    def failed(self, event):
        if self.failures % 100 != 0:
            self.tell(event)


class SwapsTwo(New):
    kept = None

    def failed(self, event):
        if self.failures == 2:
            self.kept = event
            return
        self.tell(event)
        if self.kept is not None:
            self.tell(self.kept)
            self.kept = None


class WrongDevice(New):
    devices = ("disk1",)


class DoublesAfterReconnect(New):
    def stopped(self):
        if self.stops == 1:
            self.connect("block-device-event", device="disk0")


class ConnectsLate(New):
    """Only after a reset. Whoever waits for its last connection knows that it has the others."""

    def connect_all(self):
        self.connect("reset-event")

    def handle(self, event):
        if event["event"] != "RESET":
            return super().handle(event)
        for device in self.devices:
            self.connect("block-device-event", device=device)
        self.connect("stop-event")


class IgnoresAMember(New):
    def failed(self, event):
        self.tell(event, {name: value for name, value in event["data"].items() if name != "reason"})


class MisreadsAValue(New):
    def failed(self, event):
        data = dict(event["data"])
        data["action"] = {"report": "none"}.get(data["action"], data["action"])
        self.tell(event, data)


class HandlesTwice(New):
    def failed(self, event):
        self.tell(event)
        if self.failures == 3:
            self.tell(event)


class LeavesEarly(New):
    def stopped(self):
        if self.stops == 1:
            self.call("signal-disconnect", tag=self.tags["disk0"])


class LosesSomeWhileReconnecting(New):
    def stopped(self):
        if self.stops == 1:
            self.call("signal-disconnect", tag=self.tags["disk0"])
        else:
            self.connect("block-device-event", device="disk0")


class NeverConnects(New):
    devices = ()


class Invents(New):
    def failed(self, event):
        self.tell(event)
        if self.failures == 1:
            self.tell({"event": "BLOCK_DEVICE_EVENT",
                       "timestamp": {"seconds": 1, "microseconds": 2}, "data": {}})


DEFECTS = {each.__name__: each for each in New.__subclasses__()}

if __name__ == "__main__":
    kind, *defect = sys.argv[1:]
    (Old if kind == "old" else DEFECTS[defect[0]] if defect else New)().run()
