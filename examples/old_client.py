#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A client as there were many before signals: plain QMP, every event that comes, no questions.

usage: old_client.py SOCKET

Prints each event on a line, and its data on a second. A line on its standard input makes it ask for the machine's status
and print "--" when it has the answer: everything that came before is printed by then.
"""
import json
import selectors
import socket
import sys


def messages(connection):
    """Each message of the server; None when it has none at the moment."""
    pending = b""
    while True:
        received = connection.recv(65536)
        if not received:
            return
        pending += received
        *lines, pending = pending.split(b"\r\n")
        yield from map(json.loads, lines)
        yield None


def show(event, data):
    print(event)
    if data:
        members = ("device", "operation", "action") if event == "BLOCK_IO_ERROR" else data
        print(" ", *(data[member] for member in members))
    sys.stdout.flush()


def main():
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(sys.argv[1])
    incoming = messages(connection)
    connection.sendall(b'{"execute": "qmp_capabilities"}\n')

    selector = selectors.DefaultSelector()
    selector.register(connection, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                if not sys.stdin.readline():
                    return
                connection.sendall(b'{"execute": "query-status"}\n')
                continue
            for message in incoming:
                if message is None:
                    break
                if "event" in message:
                    show(message["event"], message.get("data", {}))
                elif message.get("return"):
                    print("--", flush=True)
            else:
                return  # the server has closed the connection


if __name__ == "__main__":
    main()
