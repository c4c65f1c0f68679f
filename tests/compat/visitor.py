# SPDX-License-Identifier: Apache-2.0
"""A client without a library: connects to argv[1], sends the requests of argv[2:] before it ends
negotiation, prints a line when it has, and then the name of each event, until its input ends."""
import json
import select
import socket
import sys


def messages(qmp):
    """What has come so far: at least one message, or none at the end."""
    text = b""
    while not text.endswith(b"\n"):
        more = qmp.recv(1 << 16)
        if not more:
            return []
        text += more
    return [json.loads(line) for line in text.splitlines()]


def main():
    qmp = socket.socket(socket.AF_UNIX)
    qmp.connect(sys.argv[1])
    assert "QMP" in messages(qmp)[0]
    for request in [*sys.argv[2:], '{"execute": "qmp_capabilities"}']:
        qmp.sendall(request.encode())
        assert "return" in messages(qmp)[0]
    print("ready", flush=True)
    while True:
        for ready in select.select([qmp, sys.stdin], [], [])[0]:
            got = messages(qmp) if ready is qmp else sys.stdin.readline()
            if not got:
                return
            if ready is qmp:
                print("\n".join(each.get("event", "reply") for each in got), flush=True)


main()
