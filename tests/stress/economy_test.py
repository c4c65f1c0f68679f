# SPDX-License-Identifier: Apache-2.0
"""What an event costs, counted: allocations and sends, by a library that is preloaded into the
host. Nothing here is timed.

usage: economy_test.py SIGNALBOXD PULSE COUNTING     the plugin and the library
"""
import mmap
import os
import struct
import sys
import tempfile
import unittest

import outcome
import server
from server import Host

PULSE = COUNTING = None
# Allocations that are not an event's: of the command that starts a stream, and of its thread.
STREAM = 100


class Counts:
    def __init__(self):
        self.file = tempfile.NamedTemporaryFile()
        self.file.truncate(16)
        self.map = mmap.mmap(self.file.fileno(), 16)

    def now(self):
        return struct.unpack("QQ", self.map[:])


class EconomyTest(unittest.TestCase):
    def start(self, clients):
        self.counts = Counts()
        os.environ.update(LD_PRELOAD=COUNTING, COUNTS=self.counts.file.name)
        try:
            self.host = Host("machine m { listen unix:qmp.sock\n plugin-dir plugins }\n",
                             directories=["plugins"], before=self.put_plugin)
        finally:
            del os.environ["LD_PRELOAD"]
        self.addCleanup(self.host.__exit__)
        self.driver = self.connect()
        self.clients = [self.connect() for _ in range(clients)]
        for each in self.clients:
            each.call("pulse-event-connect")

    @staticmethod
    def put_plugin(directory):
        os.symlink(PULSE, os.path.join(directory, "plugins", "pulse.so"))

    def connect(self):
        return self.host.connect().negotiate(enable=["signals"])

    def emit(self, count, rate):
        """(allocations, sends) until every client has them all."""
        before = self.counts.now()
        self.assertEqual({"return": {}}, self.driver.call(
            "pulse-emit", count=count, rate=rate, size=100))
        for each in self.clients:
            each.skip(count)
        return [after - first for first, after in zip(before, self.counts.now())]

    # So few events that they fit into an outbox that nobody reads from yet.
    def check(self, clients, count, rate):
        self.start(clients)
        self.emit(count, rate)  # until buffers have their size
        allocations, sends = self.emit(count, rate)
        self.assertLessEqual(allocations, count + STREAM)
        self.assertLessEqual(sends, clients * count + 1)  # and the reply

    def test_a_flood_allocates_once_an_emission_at_most(self):
        self.check(1, 2000, 0)

    def test_ten_clients_of_a_flood_cost_no_allocation_more(self):
        self.check(10, 2000, 0)

    def test_forty_clients_of_a_slow_stream_cost_no_allocation_more(self):
        self.check(40, 300, 1000)


if __name__ == "__main__":
    server.SIGNALBOXD, PULSE, COUNTING = (os.path.abspath(each) for each in sys.argv[1:4])
    outcome.main(argv=sys.argv[:1])
