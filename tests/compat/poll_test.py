# SPDX-License-Identifier: Apache-2.0
"""Clients that connect, ask and leave, again and again: python3 poll_test.py SIGNALBOXD SIGNALBOX [NAME]."""
import os
import sys
import unittest

import keeping
import outcome
import server
from keeping import Keeper, events_of

FULL = 100  # sessions of a client that have rows of their own, see LikeSessions
MORE = 40
# A client may be back before the host has seen that it left: then it has rows of its own once more.
MOST = FULL + MORE // 2

SESSIONS = "FROM session JOIN build ON build.id = build JOIN client ON client.id = client WHERE kind = 'script'"


class Polls(unittest.TestCase):
    def start(self):
        return Keeper(more="listen unix:poll.qmp")

    def poll(self, host, times=FULL + MORE):
        """The last one stays, and is given back."""
        for number in range(times):
            client = host.connect("poll.qmp").negotiate()
            if number < times - 1:
                client.close()
        return client

    def assert_few_rows(self, host):
        (count,), = host.rows(f"SELECT count(*) {SESSIONS}")
        self.assertGreaterEqual(count, FULL)
        self.assertLess(count, MOST)
        return count

    def test_sessions_that_are_like_one_that_is_over_go_on_with_its_rows(self):
        with self.start() as host:
            last = self.poll(host)
            self.assertEqual(events_of(last, "stop"), ["STOP"])
            last.close()
            self.poll(host, MORE).close()
            host.await_rows("SELECT sum(due), sum(delivered) FROM use JOIN item ON item.id = item "
                            "WHERE item.name = 'STOP'", [(1, 1)])
            count = self.assert_few_rows(host)
            host.assert_balance()
            host.process.terminate()
            self.assertEqual(host.process.wait(server.DEADLINE), 0)
            self.assertEqual(host.rows("SELECT count(*) FROM session WHERE closed IS NULL"), [(0,)])
            self.assertEqual(host.rows(f"SELECT count(*) {SESSIONS}"), [(count,)])
            host.assert_balance()
            host.restart()
            host.connect("poll.qmp").close()

    def test_one_that_goes_on_loses_nothing_to_a_killed_host(self):
        with self.start() as host:
            last = self.poll(host)
            self.assertEqual(events_of(last, "stop"), ["STOP"])
            host.kill()
            host.assert_balance()
            host.restart()
            host.connect("poll.qmp").close()
            self.assertEqual(host.rows("SELECT sum(due), sum(delivered) FROM use JOIN item ON item.id = item "
                                       "WHERE item.name = 'STOP'"), [(1, 1)])
            self.assertEqual(host.rows("SELECT DISTINCT reason FROM session WHERE reason = 'host-died'"),
                             [("host-died",)])
            host.assert_balance()

    def test_one_that_opts_out_or_connects_has_rows_of_its_own(self):
        with self.start() as host:
            self.poll(host).close()
            before = self.assert_few_rows(host)
            client = host.connect("poll.qmp")
            client.line()
            self.assertEqual(client.call("disconnect-default-signals"), {"return": {}})
            self.assertEqual(client.call("qmp_capabilities"), {"return": {}})
            host.await_rows(f"SELECT count(*) {SESSIONS}", [(before + 1,)])
            self.assertIn("return", client.call("stop-event-connect"))
            client.close()
            host.await_rows("SELECT mode FROM use WHERE mode = 'explicit'", [("explicit",)])
            host.assert_balance()


if __name__ == "__main__":
    server.SIGNALBOXD, keeping.SIGNALBOX = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    outcome.main()
