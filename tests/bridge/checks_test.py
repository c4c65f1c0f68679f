#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a request is found in QEMU's order: each request of a table is sent to a real QEMU,
to a machine of our own and to a machine in front of that QEMU, and the answers are compared.

usage: checks_test.py SIGNALBOXD [unittest arguments]
"""
import itertools
import json
import os
import sys
import tempfile
import unittest

import outcome
import qemu
import server

if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))

# How a client negotiates before its request; None: not at all.
MODES = {"negotiation": None, "command": {}, "out-of-band": {"enable": ["oob"]}}
WORDS = ("execute", "exec-oob")
# Each with arguments that are right.
COMMANDS = {
    "no-such-command": {},                        # not known
    "qmp_capabilities": {"enable": []},           # known in both modes, not out of band
    "query-status": {},                           # takes none
    "watchdog-set-action": {"action": "reset"},   # needs one
    "migrate-pause": {},                          # may be used out of band
}
ARGUMENTS = {
    "none": lambda right: None,
    "right": lambda right: right,
    "of another type": lambda right: {key: 7 for key in right} or [],
    "unknown": lambda right: right | {"x": 1},
    "missing": lambda right: {},
    "no object": lambda right: "x",
}


def requests():
    """Each with what it is called in a failure."""
    for mode, word, command, kind in itertools.product(MODES, WORDS, COMMANDS, ARGUMENTS):
        request = {word: command, "id": 1}
        arguments = ARGUMENTS[kind](COMMANDS[command])
        if arguments is not None:
            request["arguments"] = arguments
        yield f"{mode}: {word} {command}, arguments {kind}", mode, request


def answer(connect, mode, request):
    """The error, or that there is none: what a command returns is no matter here."""
    client = connect()
    try:
        assert "QMP" in client.line()
        if MODES[mode] is not None:
            assert client.call("qmp_capabilities", **MODES[mode]) == {"return": {}}
        client.send(request)
        reply = client.reply()
        return json.dumps(reply) if "error" in reply else "no error"
    finally:
        client.close()


@unittest.skipIf(qemu.is_missing(), qemu.is_missing())
class Checks(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory(prefix="signalbox-checks-"))
        direct = os.path.join(self.directory, "direct")
        behind = os.path.join(self.directory, "behind")
        self.enterContext(qemu.Qemu(self.directory, qemu.monitor(direct) + qemu.monitor(behind)))
        host = self.enterContext(server.Host(
            "machine own { listen unix:own.sock  plugin legacy { paused true } }\n"
            f"machine front {{ listen unix:front.sock  plugin qemu {{ monitor unix:{behind} }} }}\n"))
        self.servers = {"own": lambda: host.connect("own.sock"),
                        "front": lambda: host.connect("front.sock")}
        self.direct = lambda: host.connect(direct)

    def test_all_find_the_same(self):
        for name, mode, request in requests():
            expected = answer(self.direct, mode, request)
            for server_name, connect in self.servers.items():
                with self.subTest(name, server=server_name):
                    self.assertEqual(expected, answer(connect, mode, request))


if __name__ == "__main__":
    outcome.main()
