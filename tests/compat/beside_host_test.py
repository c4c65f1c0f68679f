# SPDX-License-Identifier: Apache-2.0
"""Commands that write to a ledger while a host does. Arguments: signalbox, signalboxd."""
import os
import pathlib
import subprocess
import sys
import unittest

import outcome
import server
import sql_ledger

server.SIGNALBOXD, SIGNALBOX = (os.path.abspath(sys.argv.pop()) for _ in range(2))
CONFIG = "ledger { path l.db }\n" + server.machine()
WHO = ["--by", "bob", "--reason", "said so"]
ROUNDS = 10
TOGGLES = 50


class BesideAHost(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(server.Host(CONFIG))
        self.client = self.host.connect().negotiate()
        self.path = os.path.join(self.host.directory, "l.db")
        # A disk that takes its time does not hold a reply for ever.
        server.wait_until(lambda: sql_ledger.rows(self.path, "SELECT 1 FROM client"), "no client")
        self.fingerprint = sql_ledger.rows(self.path, "SELECT fingerprint FROM client")[0][0]

    def ledger(self, *words):
        done = subprocess.run([SIGNALBOX, "ledger", *words, "--ledger", self.path], text=True,
                              capture_output=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def test_decisions_and_counts_are_both_kept(self):
        for _ in range(ROUNDS):
            server.toggle(self.client, TOGGLES)
            for words in (["resolve", "STOP", "--client", self.fingerprint],
                          ["waive", "STOP", "--client", self.fingerprint, "--days", "1"],
                          ["evidence", "add", "STOP", "unused", "--client", self.fingerprint]):
                self.assertEqual((0, True), (lambda code, text: (code, bool(text)))(
                    *self.ledger(*words, *WHO)))
            visitor = self.host.connect().negotiate()
            visitor.close()
            self.assertEqual(0, self.ledger("prune", "--keep-days", "1")[0])

        for table, each in (("resolution", 2), ("waiver", 2), ("evidence", 2)):  # of two items
            self.assertEqual([(ROUNDS * each,)],
                             sql_ledger.rows(self.path, f"SELECT count(*) FROM {table}"))
        server.wait_until(
            lambda: sql_ledger.rows(self.path, "SELECT delivered >= ? FROM use JOIN item ON "
                                    "item.id = item WHERE name = 'STOP'".replace(
                                        "?", str(ROUNDS * TOGGLES)))[0] == (1,), "it was not counted")
        self.assertEqual((0, "The books balance.\n"), self.ledger("fsck"))
        self.assertNotIn("cannot be written", self.host.log())

    def test_what_would_meet_the_host_is_refused_and_says_who_it_is(self):
        code, text = self.ledger("merge", self.path)

        self.assertEqual(1, code)
        self.assertIn(f"is in use by another host, process {self.host.process.pid}", text)

    def test_a_client_that_is_connected_is_not_forgotten(self):
        code, text = self.ledger("forget", self.fingerprint, *WHO)

        self.assertEqual(1, code)
        self.assertIn("is connected now", text)

    def test_a_client_that_has_left_is_forgotten_and_the_books_balance(self):
        server.toggle(self.client, TOGGLES)
        self.client.close()
        server.wait_until(lambda: self.ledger("forget", self.fingerprint, *WHO)[0] == 0,
                          "it cannot be forgotten")

        self.host.connect().negotiate()  # it is back, with a row of its own

        names = [("(forgotten)",), (pathlib.Path(sys.argv[0]).name,)]
        server.wait_until(lambda: names == sql_ledger.rows(
            self.path, "SELECT name FROM client ORDER BY name"), f"not {names}")
        self.assertEqual((0, "The books balance.\n"), self.ledger("fsck"))


if __name__ == "__main__":
    outcome.main()
