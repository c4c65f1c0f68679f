# SPDX-License-Identifier: Apache-2.0
"""Clients that leave in the middle of a flood of events, all at once.

usage: leaving_test.py SIGNALBOXD PULSE     the plugin
"""
import os
import select
import signal
import sys
import unittest

import server
from server import Host

PULSE = None
ROUNDS = 5
CLIENTS = 10


def read_on(sockets):
    buffer = bytearray(1 << 18)
    while True:
        for each in select.select(sockets, [], [])[0]:
            if not each.recv_into(buffer):
                os._exit(1)


class LeavingTest(unittest.TestCase):
    def readers(self, host):
        """A process with clients that read as fast as they can, so that the flood never waits.
        They are the only ones with default connections: these end while events still come."""
        clients = [host.connect().negotiate() for _ in range(CLIENTS)]
        for each in clients:
            self.assertIn("return", each.call("pulse-event-connect"))
        process = os.fork()
        if process == 0:
            read_on([each.socket for each in clients])
        for each in clients:
            each.close()
        return process

    def test_the_host_goes_on(self):
        host = self.enterContext(
            Host("machine m { listen unix:qmp.sock\n plugin-dir plugins }\n",
                 directories=["plugins"], before=lambda directory: os.symlink(
                     PULSE, os.path.join(directory, "plugins", "pulse.so"))))
        driver = host.connect().negotiate(enable=["signals"])
        self.assertEqual({"return": {}}, driver.call("pulse-emit", count=0, rate=0, size=100))
        for _ in range(ROUNDS):
            process = self.readers(host)
            for _ in range(50):
                self.assertIn("return", driver.call("query-version"))
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        self.assertIn("return", driver.call("query-version"))


if __name__ == "__main__":
    server.SIGNALBOXD, PULSE = map(os.path.abspath, sys.argv[1:3])
    unittest.main(argv=sys.argv[:1], verbosity=2)
