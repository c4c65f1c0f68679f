#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Limits on what clients can do to the ledger.

usage: PYTHONPATH=tests:tests/stress:tests/bridge ledger_limits_test.py SIGNALBOXD [unittest arguments]
"""
import contextlib
import os
import sqlite3
import sys

import limits_test
import outcome
import server
from limits_test import limited, times_reached
from server import Host, machine, wait_until

LEDGER = "ledger { path ledger.db }\n"


class Ledger(limits_test.Limits):
    @staticmethod
    def open(host):
        file = os.path.join(host.directory, "ledger.db")
        return contextlib.closing(sqlite3.connect(file, isolation_level=None, timeout=server.DEADLINE))

    def assert_rows(self, host, query, expected):
        with self.open(host) as ledger:
            wait_until(lambda: ledger.execute(query).fetchall() == expected,
                       f"{query}: not {expected}, but {ledger.execute(query).fetchall()}")

    def test_an_account_has_so_many_changes_on_their_way(self):
        """Nothing gets to the disk meanwhile; each client is answered for all that, and none is lost."""
        with Host(limited(ledger_changes=2) + LEDGER + machine()) as host:
            host.connect().close()
            with self.open(host) as lock:
                lock.execute("BEGIN EXCLUSIVE")
                clients = [host.connect().negotiate() for _ in range(4)]
                self.assert_told(host, "ledger-changes")
                lock.execute("COMMIT")
            self.assertIn("return", clients[-1].call("query-status"))
            self.assert_rows(host, "SELECT count(*) FROM session", [(4,)])

    def test_a_client_has_so_many_new_versions_in_a_day(self):
        with Host(limited(new_versions=2) + LEDGER + machine()) as host:
            for number in range(6):  # a new day may begin meanwhile
                client = host.connect()
                self.assertIn("QMP", client.line())
                self.assertEqual(client.call("client-info", name="agent", version=f"{number}"), {"return": {}})
                self.assertEqual(client.call("qmp_capabilities"), {"return": {}})
            wait_until(lambda: times_reached(host, "new-versions") > 0, "the limit was not met")
            self.assert_told(host, "new-versions")
            self.assert_rows(host, "SELECT count(*) FROM session", [(6,)])
            self.assert_rows(host, "SELECT count(*) > 0 FROM client WHERE name LIKE 'others of %'", [(1,)])


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
