# SPDX-License-Identifier: Apache-2.0
"""The files of a ledger are damaged under a host that goes on: python3 lost_file_test.py SIGNALBOXD SIGNALBOX [NAME]."""
import glob
import os
import shutil
import sqlite3
import sys
import unittest

import keeping
import outcome
import server
from keeping import Keeper, events_of


class Tally(unittest.TestCase):
    """Each case: what is done to the tally of a host that counts."""

    def check(self, damage, said):
        with Keeper() as host:
            alpha = host.client("alpha")
            tally = host.ledger + "-tally"
            shutil.copy(tally, os.path.join(host.directory, "copy"))
            damage(tally)
            for command, event in (("stop", "STOP"), ("cont", "RESUME")) * 20:
                other = host.client("beta")
                self.assertEqual(events_of(alpha, command), [event])
                other.close()
            host.await_log(said)
            self.assertEqual(host.log().count(said), 1)
            for command in ("stop", "cont"):
                self.assertEqual(len(events_of(alpha, command)), 1)
            # Killed now, a host leaves all of it to the next one.
            host.kill()
            host.restart()
            host.client("alpha").close()
            delivered, = host.rows("SELECT sum(delivered) FROM use JOIN build ON build.id = build "
                                   "JOIN client ON client.id = client WHERE client.name = 'alpha'")
            return delivered[0]

    def test_one_that_is_shortened_does_not_end_the_host(self):
        self.check(lambda tally: os.truncate(tally, 0), "was shortened or written to")

    def test_one_that_is_cut_in_the_middle_does_not_either(self):
        self.check(lambda tally: os.truncate(tally, 5000), "was shortened or written to")

    def test_one_that_is_removed_costs_no_count(self):
        self.assertEqual(self.check(os.unlink, "was removed or replaced"), 42)

    def test_one_that_is_replaced_costs_no_count(self):
        def replace(tally):
            os.rename(os.path.join(os.path.dirname(tally), "copy"), tally)
        self.assertEqual(self.check(replace, "was removed or replaced"), 42)

    def test_a_second_host_is_refused_after_it_was_removed(self):
        with Keeper() as host:
            host.client("alpha")
            os.unlink(host.ledger + "-tally")
            with open(os.path.join(host.directory, "signalbox.info"), encoding="utf-8") as file:
                config = file.read().replace("path l.db", f"path {host.ledger}")
            second = server.Host(config)
            self.assertEqual(second.process.wait(server.DEADLINE), 1)
            self.assertIn("is in use by another host", second.log())
            shutil.rmtree(second.directory)


class Refused(unittest.TestCase):
    """SQLite takes some changes and not others."""

    @staticmethod
    def sql(host, text):
        ledger = sqlite3.connect(host.ledger, timeout=server.DEADLINE, isolation_level=None)
        try:
            return ledger.execute(text).fetchall()
        finally:
            ledger.close()

    def test_a_table_that_is_away_for_a_while_costs_only_what_it_holds(self):
        with Keeper() as host:
            alpha = host.client("alpha")
            self.sql(host, "ALTER TABLE coverage RENAME TO hidden")
            self.assertEqual(events_of(alpha, "stop"), ["STOP"])
            host.await_log("does not take time watched")
            beta = host.client("beta")  # a row of its own
            host.await_rows("SELECT count(*) FROM session", [(2,)])
            host.await_rows("SELECT sum(emissions) FROM emission_account", [(1,)])
            self.sql(host, "ALTER TABLE hidden RENAME TO coverage")
            before, = self.sql(host, "SELECT coalesce(sum(watched), 0) FROM coverage")
            server.wait_until(lambda: self.sql(host, "SELECT coalesce(sum(watched), 0) FROM coverage")[0] > before,
                              "time is not counted again")
            self.assertEqual(events_of(beta, "cont"), ["RESUME"])
            host.await_rows("SELECT sum(emissions) FROM emission_account", [(2,)])
            host.assert_balance()

    def test_an_administrator_is_told_that_it_was_not_written_down(self):
        with Keeper() as host:
            admin = host.admin()
            self.sql(host, "CREATE TRIGGER no BEFORE INSERT ON experiment "
                           "BEGIN SELECT RAISE(ABORT, 'not today'); END")
            answer = admin.call("delay-client", milliseconds=1, client=self.known(host))
            self.assertIn("not today", answer["error"]["desc"])
            self.assertEqual(admin.call("query-experiments")["return"], [])

    @staticmethod
    def known(host):
        host.client("alpha").close()
        return "alpha"


class Gone(unittest.TestCase):
    def test_a_log_of_sqlite_that_is_removed_is_named(self):
        with Keeper() as host:
            alpha = host.client("alpha")
            server.wait_until(lambda: glob.glob(host.ledger + "-wal"), "there is no -wal file")
            host.await_rows("SELECT count(*) FROM coverage", [(1,)])  # it has looked at it
            os.unlink(host.ledger + "-wal")
            host.await_log("l.db-wal' was removed or replaced while it was in use")
            self.assertEqual(events_of(alpha, "stop"), ["STOP"])


    def test_an_index_of_sqlite_that_is_shortened_is_made_anew(self):
        with Keeper() as host:
            alpha = host.client("alpha")
            host.await_rows("SELECT count(*) FROM coverage", [(1,)])
            os.truncate(host.ledger + "-shm", 0)
            for command, event in (("stop", "STOP"), ("cont", "RESUME")) * 20:
                self.assertEqual(events_of(alpha, command), [event])
            host.await_log("l.db-shm' was shortened while it was in use")
            host.client("beta")
            host.await_rows("SELECT count(*) FROM session", [(2,)])
            host.await_rows("SELECT sum(emissions) FROM emission_account", [(40,)])
            self.assertEqual(host.log().count("was shortened while it was in use"), 1)
            host.assert_balance()


if __name__ == "__main__":
    server.SIGNALBOXD, keeping.SIGNALBOX = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    outcome.main()
