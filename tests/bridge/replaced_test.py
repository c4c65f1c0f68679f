#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plugin qemu is replaced while its server owes answers, and then that server goes.

usage: PYTHONPATH=tests/stress replaced_test.py SIGNALBOXD QEMU [unittest arguments]
QEMU is the plugin.
"""
import os
import shutil
import sys
import unittest

import outcome
import server
from hostile_test import until_served
from server import Host, wait_until
from upstream import Upstream

QEMU, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop(i)) for i in (2, 1))

CONFIG = """machine m {
  listen unix:qmp.sock { management true }
  plugin-dir dropped
  hold-clients true
  plugin qemu { monitor unix:up.sock }
}
machine other { listen unix:other.sock  plugin legacy }
"""


class Replaced(unittest.TestCase):
    CLIENTS = 60
    LONG = "x" * 700000  # an id; so many of them are more than a turn of the host answers

    def setUp(self):
        self.host = self.enterContext(Host(
            CONFIG, directories=["dropped"],
            before=lambda directory: shutil.copy(QEMU, os.path.join(directory, "dropped"))))
        self.upstream = self.enterContext(Upstream(os.path.join(self.host.directory, "up.sock")))

    def client(self):
        client = self.host.connect()
        client.line()
        client.call("qmp_capabilities", enable=["oob"])
        return client

    def test_what_is_owed_is_answered_whatever_the_order(self):
        for i in range(3):
            with self.subTest(round=i):
                monitor = until_served(self.upstream)  # the version that leaves may come once more
                # Asked first and answered last: the host goes by the order of requests.
                oldest = [self.client() for _ in range(3)]
                for each in oldest:
                    each.send({"exec-oob": "migrate-pause", "id": 1})
                    self.assertEqual("migrate-pause", monitor.command()["exec-oob"])
                clients = [self.client() for _ in range(self.CLIENTS)]
                for each in clients:
                    each.send({"execute": "stop", "id": self.LONG})
                self.assertEqual({"execute": "stop"}, monitor.command())
                self.host.drop(QEMU)
                wait_until(lambda count=i + 1: self.host.log().count("'qemu' is replaced by") == count,
                           self.host.log)

                monitor.close()

                for each in (*oldest, *clients):
                    self.assertIn("error", each.line())
                    each.close()
        other = self.host.connect("other.sock").negotiate()
        self.assertIn("return", other.call("query-status"))


if __name__ == "__main__":
    outcome.main()
