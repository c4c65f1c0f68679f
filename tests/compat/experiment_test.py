# SPDX-License-Identifier: Apache-2.0
"""Experiments on the clients of a running host: python3 experiment_test.py SIGNALBOXD SIGNALBOX [NAME]."""
import os
import sys
import time
import unittest

import keeping
import outcome
import server
from keeping import Keeper, events_of
from server import toggle

EXPERIMENTS = "SELECT kind, outcome, muted, run_label, reason FROM experiment ORDER BY id"


def begin(admin, **arguments):
    reply = admin.call("mute-event", **arguments)
    assert "return" in reply, reply
    return reply["return"]


class Mute(unittest.TestCase):
    def test_one_client_misses_one_event_and_nothing_else_changes(self):
        with Keeper() as host:
            alpha, beta, admin = host.client("alpha"), host.client("beta"), host.admin()
            begin(admin, event="POWERDOWN", client="alpha")
            for command in ("system_powerdown", "system_reset", "system_powerdown"):
                beta.call(command)

            self.assertEqual(events_of(alpha), ["RESET"])

            self.assertEqual(admin.call("query-experiments")["return"][0]["muted"], 2)
            host.await_rows("SELECT muted, delivered, due FROM use JOIN item ON item.id = use.item "
                            "JOIN build ON build.id = use.build JOIN client ON client.id = client "
                            "WHERE item.name = 'POWERDOWN' AND client.name = 'alpha'", [(2, 0, 2)])
            host.assert_balance()

    def test_the_other_client_hears_it(self):
        with Keeper() as host:
            host.client("alpha")
            beta, admin = host.client("beta"), host.admin()
            begin(admin, event="POWERDOWN", client="alpha")
            beta.send({"execute": "system_powerdown"})

            self.assertEqual(beta.line()["event"], "POWERDOWN")

    def test_a_label_names_clients_that_have_not_come_yet(self):
        with Keeper() as host:
            admin = host.admin()
            begin(admin, event="POWERDOWN", label="right", machine="m", item="default-connection")
            alpha, beta = host.client("alpha"), host.client("beta")
            explicit = beta.call("powerdown-event-connect")
            alpha.call("system_powerdown")

            beta.send({"execute": "query-status"})
            self.assertEqual(beta.line().get("tag"), explicit["return"])
            self.assertIn("return", beta.line())

    def test_it_covers_both_items_unless_one_is_named(self):
        with Keeper() as host:
            beta, admin = host.client("beta"), host.admin()
            beta.call("powerdown-event-connect")
            begin(admin, event="POWERDOWN", client="beta")
            beta.send({"execute": "system_powerdown"})

            self.assertIn("return", beta.line())
            host.await_rows("SELECT item.kind FROM experiment_item JOIN item "
                            "ON item.id = item ORDER BY 1", [("default-connection",), ("event",)])

    def test_it_ends_with_the_client_that_began_it(self):
        with Keeper() as host:
            alpha, admin = host.client("alpha"), host.admin()
            begin(admin, event="POWERDOWN", client="alpha")
            self.assertEqual(events_of(alpha, "system_powerdown"), [])
            admin.close()

            host.await_rows(EXPERIMENTS, [("mute", "aborted", 1, "",
                                           "the client that began it has gone")])
            self.assertEqual(events_of(alpha, "system_powerdown"), ["POWERDOWN"])

    def test_it_stays_where_that_was_asked_for(self):
        with Keeper() as host:
            alpha, admin = host.client("alpha"), host.admin()
            number = begin(admin, event="POWERDOWN", client="alpha", keep=True)
            admin.close()
            self.assertEqual(events_of(alpha, "system_powerdown"), [])
            other = host.admin()
            self.assertEqual(other.call("end-experiment", experiment=number, outcome="harm",
                                        reason="it hung"), {"return": {}})

            self.assertEqual(events_of(alpha, "system_powerdown"), ["POWERDOWN"])
            host.await_rows(EXPERIMENTS, [("mute", "harm", 1, "", "it hung")])

    def test_it_is_in_the_ledger_before_it_begins_and_aborted_by_a_host_that_dies(self):
        with Keeper() as host:
            host.client("alpha")
            begin(host.admin(), event="POWERDOWN", client="alpha", suite="nightly")
            host.await_rows(EXPERIMENTS, [("ablation", None, 0, "", "")])
            host.kill()
            host.restart()
            host.client("alpha")

            host.await_rows(EXPERIMENTS, [("ablation", "aborted", 0, "", "the host died")])

    def test_the_books_balance_while_events_are_withheld(self):
        with Keeper() as host:
            alpha, beta, admin = host.client("alpha"), host.client("beta"), host.admin()
            for _ in range(3):
                number = begin(admin, event="WATCHDOG", client="alpha")
                alpha.call("system_reset")
                beta.call("system_reset")
                admin.call("end-experiment", experiment=number)
            alpha.close()
            host.assert_balance()


class Refusals(unittest.TestCase):
    def refusal(self, admin, **arguments):
        return admin.call("mute-event", **arguments)["error"]["desc"]

    def test_state_is_not_kept_from_a_machine_that_somebody_depends_on(self):
        with Keeper() as host:
            host.client("alpha")
            beta, admin = host.client("beta"), host.admin()
            self.assertIn("'SHUTDOWN' carries the state of machine 'm'",
                          self.refusal(admin, event="SHUTDOWN", client="beta"))
            self.assertIn("must name the one client", self.refusal(
                admin, event="STOP", client="beta", **{"accept-lost-state": "alpha"}))
            self.assertIn("must name the one client", self.refusal(
                admin, event="STOP", label="right", **{"accept-lost-state": "right"}))
            self.assertEqual(events_of(beta, "stop"), ["STOP"])

            begin(admin, event="RESUME", client="beta", **{"accept-lost-state": "beta"})
            self.assertEqual(events_of(beta, "cont"), [])

    def test_state_may_be_kept_from_a_machine_of_nobody(self):
        with Keeper(more="disposable true") as host:
            beta, admin = host.client("beta"), host.admin()
            begin(admin, event="STOP", label="right")
            self.assertEqual(events_of(beta, "stop"), [])

    def test_what_is_not_there_is_named(self):
        with Keeper() as host:
            host.client("alpha")
            admin = host.admin()
            self.assertEqual(self.refusal(admin, event="NOTHING"),
                             "Event 'NOTHING' has no default connection")
            self.assertEqual(self.refusal(admin, event="RESET", client="gamma"),
                             "Client 'gamma' is not known to the ledger")
            self.assertEqual(self.refusal(admin, event="RESET", machine="n"),
                             "Machine 'n' not found")
            self.assertEqual(admin.call("end-experiment", experiment=7)["error"]["desc"],
                             "Experiment 7 is not under way")

    def test_without_a_ledger_there_are_none(self):
        config = server.machine() + "admin { listen unix:admin.sock }\n"
        with server.Host(config) as host:
            admin = host.connect("admin.sock").negotiate()
            self.assertIn("No ledger is configured", self.refusal(admin, event="RESET"))
            self.assertEqual(admin.call("query-experiments"), {"return": []})


class Delay(unittest.TestCase):
    SECONDS = 0.3

    def test_the_whole_stream_is_late_and_in_order(self):
        with Keeper() as host:
            alpha, beta, admin = host.client("alpha"), host.client("beta"), host.admin()
            reply = admin.call("delay-client", milliseconds=int(self.SECONDS * 1000), client="alpha")
            self.assertIn("return", reply)
            before = time.monotonic()
            alpha.send(b'{"execute":"system_reset","id":1}{"execute":"system_powerdown","id":2}')
            order = [alpha.line() for _ in range(4)]

            self.assertGreaterEqual(time.monotonic() - before, self.SECONDS)
            self.assertEqual([each.get("event", each.get("id")) for each in order],
                             ["RESET", 1, "POWERDOWN", 2])
            toggle(beta, 5)  # others are not held
            admin.call("end-experiment", experiment=reply["return"])
            host.await_rows(EXPERIMENTS, [("delay", "quiet", 0, "", "")])

    def test_what_is_held_goes_out_when_it_ends(self):
        with Keeper() as host:
            alpha, admin = host.client("alpha"), host.admin()
            number = admin.call("delay-client", milliseconds=2000, client="alpha")["return"]
            before = time.monotonic()
            alpha.send({"execute": "query-status"})
            admin.call("end-experiment", experiment=number)
            self.assertIn("return", alpha.line())
            self.assertLess(time.monotonic() - before, server.DEADLINE)

    def test_nobody_is_held_for_longer_than_2_seconds(self):
        with Keeper() as host:
            admin = host.admin()
            reply = admin.call("delay-client", milliseconds=2001)
            self.assertIn("from 1 to 2000", reply["error"]["desc"])


if __name__ == "__main__":
    server.SIGNALBOXD, keeping.SIGNALBOX = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    outcome.main()
