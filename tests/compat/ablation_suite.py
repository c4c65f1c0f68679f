# SPDX-License-Identifier: Apache-2.0
"""A test suite of one client, which makes disk0 fail: python3 ablation_suite.py KIND [COUNTER [ARGUMENT]].

needs      fails unless BLOCK_IO_ERROR comes
ignores    does not look at it
halts      fails unless STOP comes, which carries the machine's state
both       as needs, with a second client that ignores all
turns      passes and fails as ARGUMENT says, a letter a run: p, f; it is read round and round
pauses     as needs; but in its run number 5 says so to the FIFO in ARGUMENT, and waits to be killed
absent     connects to nothing

COUNTER is a file with one byte for each run that has begun.
"""
import json
import os
import signal
import socket
import sys

PAUSES_IN = 5


class Client:
    def __init__(self, **info):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(os.environ["QMP_SOCKET"])
        self.file = self.socket.makefile("rw", encoding="utf-8", newline="\n")
        self.events = []
        self.file.readline()
        if info:
            self.call("client-info", **info)
        self.call("qmp_capabilities")

    def call(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            message = json.loads(self.file.readline())
            if "event" not in message:
                return message
            self.events.append(message["event"])


def begun(counter):
    """How many runs have, this one too."""
    if counter is None:
        return 1
    with open(counter, "ab") as file:
        file.write(b".")
    return os.path.getsize(counter)


def has_passed(kind, run, argument):
    if kind == "absent":
        return True
    client = Client(name="tested", version="1.0") if kind == "both" else Client()
    others = [Client(name="other")] if kind == "both" else []
    if kind == "pauses" and run == PAUSES_IN:
        with open(argument, "w", encoding="utf-8") as fifo:
            fifo.write("up\n")
        signal.pause()
    if kind == "halts":
        client.call("stop")
        return "STOP" in client.events
    client.call("block-fault-add", device="disk0", operation="write", errno="EIO", times=1)
    client.call("block-write", device="disk0", offset=0, length=512)
    for other in others:
        other.call("query-status")  # by now it has read what came
    if kind == "turns":
        return argument[(run - 1) % len(argument)] == "p"
    return kind == "ignores" or "BLOCK_IO_ERROR" in client.events


if __name__ == "__main__":
    kind, counter, argument = (sys.argv[1:] + [None, None])[:3]
    passed = has_passed(kind, begun(counter), argument)
    print("1..1")
    print(f"{'' if passed else 'not '}ok 1 - {kind}")
    sys.exit(0 if passed else 1)
