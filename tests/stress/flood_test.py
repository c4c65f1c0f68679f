# SPDX-License-Identifier: Apache-2.0
"""Clients that leave, and commands that are answered, in the middle of a flood of events.

usage: flood_test.py SIGNALBOXD PULSE DOORBELL     the plugins
"""
import os
import select
import signal
import sys
import unittest

import outcome
import server
from server import Host

PLUGINS = {}
ROUNDS = 5
READERS = 10


def read_on(sockets):
    buffer = bytearray(1 << 18)
    while True:
        for each in select.select(sockets, [], [])[0]:
            if not each.recv_into(buffer):
                os._exit(1)


def link_plugins(directory):
    for name, path in PLUGINS.items():
        os.symlink(path, os.path.join(directory, "plugins", name))


class FloodTest(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(
            Host("machine m { listen unix:qmp.sock\n plugin-dir plugins }\n",
                 directories=["plugins"], before=link_plugins))
        self.driver = self.host.connect().negotiate(enable=["signals"])
        self.assertEqual({"return": {}},
                         self.driver.call("pulse-emit", count=0, rate=0, size=100))

    def start_readers(self):
        """A process with clients that read as fast as they can, so that the flood never waits.
        They are the only ones with default connections: these end while events still come."""
        clients = [self.host.connect().negotiate() for _ in range(READERS)]
        for each in clients:
            self.assertIn("return", each.call("pulse-event-connect"))
        process = os.fork()
        if process == 0:
            read_on([each.socket for each in clients])
        for each in clients:
            each.close()
        self.addCleanup(os.waitpid, process, 0)
        self.addCleanup(os.kill, process, signal.SIGKILL)
        return process

    def test_the_host_goes_on_when_all_readers_leave_at_once(self):
        for _ in range(ROUNDS):
            process = self.start_readers()
            for _ in range(50):
                self.assertIn("return", self.driver.call("query-version"))
            os.kill(process, signal.SIGKILL)
        self.assertIn("return", self.driver.call("query-version"))

    def test_no_answer_overtakes_an_event_that_its_command_made(self):
        self.start_readers()
        guest = self.host.connect().negotiate(enable=["signals"])
        tag = guest.call("doorbell-event-connect")["return"]
        for _ in range(300):
            self.assertIn("return", self.driver.call("doorbell-press"))
            self.assertTrue(select.select([guest.socket], [], [], 0)[0], "sent before the reply")
            heard = guest.line()
            self.assertEqual(("DOORBELL_EVENT", tag), (heard["event"], heard["tag"]))
            guest.send({"execute": "doorbell-press"})
            self.assertEqual("DOORBELL_EVENT", guest.line().get("event"))
            self.assertIn("return", guest.line())

    def test_a_condition_finds_each_of_its_events_among_the_others(self):
        self.start_readers()
        guest = self.host.connect().negotiate(enable=["signals"])
        self.assertIn("return", guest.call("signal-connect", signal="pulse-event",
                                           where={"channel": "own"}))
        self.assertEqual({"return": {}}, self.driver.call("pulse-emit", count=2000, rate=0, size=10,
                                                          channel="own"))
        numbers = [guest.line()["data"]["sequence"] for _ in range(2000)]
        self.assertEqual(list(range(2000)), numbers)

    def test_a_connection_starts_behind_the_answer_that_makes_it(self):
        self.start_readers()
        for _ in range(20):
            guest = self.host.connect().negotiate(enable=["signals"])
            guest.send({"execute": "pulse-event-connect"})
            tag = guest.line()["return"]
            first = guest.line()
            self.assertEqual(tag, first["tag"])
            numbers = [first["data"]["sequence"]] + [guest.line()["data"]["sequence"]
                                                     for _ in range(100)]
            self.assertEqual(list(range(numbers[0], numbers[0] + 101)), numbers)
            guest.close()


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv[1])
    PLUGINS = {"pulse.so": os.path.abspath(sys.argv[2]), "doorbell.so": os.path.abspath(sys.argv[3])}
    outcome.main(argv=sys.argv[:1])
