# SPDX-License-Identifier: Apache-2.0
"""What a ledger promises, and who tries to break it: python3 promise_test.py SIGNALBOXD SIGNALBOX [NAME]."""
import glob
import os
import random
import shutil
import sys
import tempfile
import threading
import unittest

import keeping
import outcome
import server
from keeping import Keeper, events_of
from server import MIB, toggle, wait_until
from small_disk import SmallDisk

USE = ("FROM use JOIN item ON item.id = use.item JOIN build ON build.id = use.build "
       "JOIN client ON client.id = build.client ")


class KilledUnderLoad(unittest.TestCase):
    """A host that withholds, filters and floods is killed at any moment."""
    ROUNDS = 6

    def drain(self, client, counts, begun):
        """Counts events by name until the host is gone."""
        while True:
            try:
                message = client.line()
            except OSError:
                return
            if message is None:
                return
            if "event" in message:
                counts[message["event"]] = counts.get(message["event"], 0) + 1
                begun.set()

    def round(self, host, received):
        clients = {name: host.client(name) for name in ("alpha", "beta")}
        clients["beta"].call("signal-connect", signal="rtc-change-event", where={"offset": 1})
        admin = host.admin()
        self.assertIn("return", admin.call("mute-event", event="STOP", client="alpha"))
        flood = b"".join(b'{"execute":"stop"}{"execute":"cont"}{"execute":"rtc-set","arguments":{"offset":%d}}'
                         % (i % 2) for i in range(4000))
        counts = {name: {} for name in clients}
        begun = threading.Event()
        threads = [threading.Thread(target=self.drain, args=(client, counts[name], begun))
                   for name, client in clients.items()]
        threads.append(threading.Thread(target=self.feed, args=(clients["beta"], flood)))
        for each in threads:
            each.start()
        begun.wait(server.DEADLINE)
        threading.Timer(random.random() * 0.3, host.process.kill).start()  # any moment will do
        for each in threads:
            each.join()
        host.process.wait(server.DEADLINE)
        for name, events in counts.items():
            for event, count in events.items():
                received[name, event] = received.get((name, event), 0) + count

    @staticmethod
    def feed(client, data):
        try:
            client.send(data)
        except OSError:
            pass

    def test_no_count_is_below_what_was_received_and_the_books_balance(self):
        with Keeper(more="disposable true") as host:
            received = {}
            for _ in range(self.ROUNDS):
                self.round(host, received)
                host.restart()
                host.client("alpha").close()  # it has recovered
                host.assert_balance()
            counted = {(name, event): delivered for name, event, delivered in host.rows(
                "SELECT client.name, item.name, sum(delivered) " + USE + "GROUP BY 1, 2")}
            self.assertNotIn(("alpha", "STOP"), received)
            self.assertTrue(received)
            for key, count in received.items():
                self.assertGreaterEqual(counted[key], count, key)


class FullDisk(unittest.TestCase):
    def setUp(self):
        directory = self.enterContext(tempfile.TemporaryDirectory(prefix="signalbox-"))
        self.disk = self.enterContext(SmallDisk(directory, 8 * MIB))

    def test_a_full_disk_holds_nobody_and_loses_no_count(self):
        with Keeper(ledger=os.path.join(self.disk.directory, "l.db")) as host:
            host.client("alpha").close()
            wait_until(lambda: host.rows("SELECT 1 FROM session WHERE closed NOT NULL"), "not closed")
            self.disk.fill()
            alpha, beta = host.client("alpha"), host.client("beta")
            clients = [host.client("beta") for _ in range(72)]  # more than a tally's block holds
            toggle(beta, 200)
            self.assertEqual(len(events_of(alpha)), 400)
            host.await_log("the ledger cannot be written")
            self.assertEqual(host.log().count("the ledger cannot be written"), 1)

            self.disk.make_room()
            host.await_log("the ledger can be written again")
            host.await_rows("SELECT sum(delivered) " + USE + "WHERE client.name = 'alpha'", [(400,)])
            host.await_rows("SELECT sum(degraded) > 0 FROM coverage", [(1,)])
            for each in clients:
                each.close()
            host.assert_balance()
        # The last fold and the end of the run were written.


class Deleted(unittest.TestCase):
    def test_a_ledger_that_is_deleted_under_its_host_holds_nobody(self):
        with Keeper() as host:
            alpha = host.client("alpha")
            for each in glob.glob(host.ledger + "*"):
                os.unlink(each)
            host.await_log("was removed or replaced while it was in use")
            self.assertEqual(events_of(alpha, "stop"), ["STOP"])
            beta = host.client("beta")
            self.assertEqual(events_of(beta, "cont"), ["RESUME"])
            self.assertEqual(host.log().count("was removed or replaced"), 1)


class TwoHosts(unittest.TestCase):
    def test_the_second_is_refused_and_the_command_line_asks_the_first(self):
        with Keeper() as host:
            host.client("alpha")
            with open(os.path.join(host.directory, "signalbox.info"), encoding="utf-8") as file:
                config = file.read().replace("path l.db", f"path {host.ledger}")
            second = server.Host(config)
            self.assertEqual(second.process.wait(server.DEADLINE), 1)
            self.assertIn(f"is in use by another host, process {host.process.pid}", second.log())
            shutil.rmtree(second.directory)
            code, _, err = host.signalbox("ledger", "stage", "RESET", "warned", "--ledger", host.ledger)
            self.assertEqual((code, err), (0, ""))
            self.assertEqual(host.admin().call("query-stages")["return"][0]["stage"], "warned")


class Closing(unittest.TestCase):
    ROUNDS = 8

    def test_what_was_due_at_a_signal_is_written_with_the_session_that_it_was_due_to(self):
        """Whoever reads the file behind a session's end, and in front of the next fold, a second later, never
        finds more due at connections than at signals."""
        with Keeper() as host:
            for number in range(1, self.ROUNDS + 1):
                client = host.client("alpha")
                self.assertEqual(events_of(client, ("stop", "cont")[(number - 1) % 2]),
                                 [("STOP", "RESUME")[(number - 1) % 2]])
                client.close()
                host.await_rows("SELECT count(*) FROM session WHERE closed NOT NULL", [(number,)])
                at_connections, at_signals = host.rows(
                    "SELECT (SELECT sum(due) FROM account), (SELECT sum(due_default) FROM emission_account)")[0]
                self.assertLessEqual(at_connections, at_signals)


if __name__ == "__main__":
    server.SIGNALBOXD, keeping.SIGNALBOX = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    outcome.main()
