#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Guards one disk of a machine, by the events that every client of QEMU gets unasked.

usage: old_guard.py SOCKET DISK

Prints "ready", then a line for each failure: "extend DISK" where it is full, "alarm DISK" where it is broken. Ends when
the machine is powered down. What it has dealt with it says in $SIGNALBOX_SEEN, for `signalbox compare`.
"""
import json
import os
import socket
import sys


def messages(connection):
    with connection.makefile(encoding="utf-8", newline="\r\n") as lines:
        yield from map(json.loads, lines)


def judge(data):
    # The event does not say why the request failed: what stops the machine is taken for a full disk.
    is_full = data["operation"] == "write" and data["action"] == "stop"
    return "extend" if is_full else "alarm"


def main():
    path, disk = sys.argv[1:]
    seen = open(os.environ.get("SIGNALBOX_SEEN", os.devnull), "a", encoding="utf-8", buffering=1)

    def note(message):
        seen.write(json.dumps({each: message[each] for each in ("event", "timestamp")}) + "\n")

    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    connection.sendall(b'{"execute": "qmp_capabilities"}\n')
    for message in messages(connection):
        event = message.get("event")
        if "return" in message:
            print("ready", flush=True)
        elif event == "BLOCK_IO_ERROR" and message["data"]["device"] == disk:
            print(judge(message["data"]), disk, flush=True)
            note(message)
        elif event == "POWERDOWN":
            note(message)
            return


if __name__ == "__main__":
    main()
