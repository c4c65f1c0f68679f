#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says commands to a QMP socket, one after the other, and prints the replies.

usage: say.py SOCKET COMMAND [NAME=VALUE]... [-- COMMAND [NAME=VALUE]...]...

A value that is JSON is taken as such, anything else as text. Wants no default connections, so
that nothing else is printed. Exit status 1 if the last command failed.
"""
import json
import socket
import sys


def commands(words):
    while words:
        end = words.index("--") if "--" in words else len(words)
        yield words[0], dict(value(word) for word in words[1:end])
        words = words[end + 1:]


def value(word):
    name, _, text = word.partition("=")
    try:
        return name, json.loads(text)
    except ValueError:
        return name, text


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(sys.argv[1])
    stream = connection.makefile("rw", encoding="utf-8", newline="\r\n")

    def reply_to(command, arguments=None):
        request = {"execute": command, **({"arguments": arguments} if arguments else {})}
        stream.write(json.dumps(request))
        stream.flush()
        return json.loads(stream.readline())

    stream.readline()  # the greeting
    reply_to("disconnect-default-signals")
    reply_to("qmp_capabilities")
    reply = {}
    for command, arguments in commands(sys.argv[2:]):
        reply = reply_to(command, arguments)
        print(json.dumps(reply))
    return 1 if "error" in reply else 0


if __name__ == "__main__":
    sys.exit(main())
