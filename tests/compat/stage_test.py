# SPDX-License-Identifier: Apache-2.0
"""Stages and brownouts of a running host: python3 stage_test.py SIGNALBOXD SIGNALBOX [NAME]."""
import os
import sqlite3
import sys
import time
import unittest

import keeping
import outcome
import server
from keeping import Keeper, events_of

DAY = 86400


def stage(host, *words):
    code, out, err = host.signalbox("ledger", "stage", "--ledger", host.ledger, *words)
    return code, out + err


def set_stage(host, *words):
    code, text = stage(host, "--by", "carla", *words)
    assert code == 0, text


def features(client, event):
    """Of an event, by introspection."""
    schema = client.call("query-qmp-schema")["return"]
    return next(each for each in schema if each["name"] == event).get("features", [])


class Announced(unittest.TestCase):
    def test_introspection_says_deprecated_for_as_long_as_it_is(self):
        with Keeper() as host:
            alpha = host.client("alpha")
            self.assertEqual(features(alpha, "RTC_CHANGE"), [])
            set_stage(host, "RTC_CHANGE", "announced")
            self.assertEqual(features(alpha, "RTC_CHANGE"), ["deprecated"])
            signals = alpha.call("query-signals")["return"]
            self.assertTrue(next(each for each in signals if each["event"] == "RTC_CHANGE")["deprecated"])

            set_stage(host, "RTC_CHANGE", "active")
            self.assertEqual(features(alpha, "RTC_CHANGE"), [])
            self.assertEqual(host.rows("SELECT from_stage, to_stage, person, forced FROM stage_change"),
                             [("active", "announced", "carla", 0), ("announced", "active", "carla", 0)])

    def test_what_was_deprecated_before_stays_so(self):
        with Keeper() as host:
            alpha = host.client("alpha")
            set_stage(host, "BLOCK_IO_ERROR", "announced")
            set_stage(host, "BLOCK_IO_ERROR", "active")
            self.assertEqual(features(alpha, "BLOCK_IO_ERROR"), ["deprecated"])

    def test_a_host_begins_where_the_last_one_ended_and_takes_what_was_written_in_between(self):
        with Keeper() as host:
            host.client("alpha")
            set_stage(host, "RTC_CHANGE", "announced")
            host.kill()
            set_stage(host, "WATCHDOG", "warned")
            self.assertIn("RTC_CHANGE\tannounced", stage(host)[1])
            host.restart()
            alpha = host.client("alpha")

            self.assertEqual(features(alpha, "RTC_CHANGE"), ["deprecated"])
            self.assertEqual(features(alpha, "WATCHDOG"), ["deprecated"])
            self.assertIn("WATCHDOG\twarned", stage(host)[1])

    def test_what_is_not_there_is_refused(self):
        with Keeper() as host:
            host.client("alpha")
            self.assertEqual(stage(host, "NOTHING", "warned"),
                             (3, "signalbox: GenericError: The ledger has no default-connection 'NOTHING'\n"))
            self.assertIn("and not 'gone'", stage(host, "STOP", "gone")[1])
            self.assertIn("'gamma' is not known", stage(host, "STOP", "hidden", "--client", "gamma")[1])


class Warned(unittest.TestCase):
    def notice(self, client, stage_word, **more):
        event = client.line()
        self.assertEqual(event["event"], "COMPAT_NOTICE_EVENT")
        self.assertEqual(event["data"], {"event": "BLOCK_IO_ERROR", "item": "default-connection",
                                         "stage": stage_word, "successor": "BlockDeviceEvent", **more})

    def test_clients_hear_of_what_they_use_now_and_when_it_changes(self):
        with Keeper() as host:
            set_stage(host, "BLOCK_IO_ERROR", "warned")
            alpha = host.client("alpha")
            self.assertIn("return", alpha.call("compat-notice-event-connect"))
            self.notice(alpha, "warned")
            set_stage(host, "BLOCK_IO_ERROR", "brownout")
            self.notice(alpha, "brownout")

    def test_who_does_not_use_it_hears_nothing(self):
        with Keeper() as host:
            set_stage(host, "BLOCK_IO_ERROR", "warned")
            alpha = host.connect("alpha.qmp")
            alpha.line()
            alpha.call("disconnect-default-signals", events=["BLOCK_IO_ERROR"])
            alpha.call("qmp_capabilities")
            alpha.call("compat-notice-event-connect")
            self.assertEqual(events_of(alpha), [])

    def test_the_log_names_each_client_once_a_day(self):
        with Keeper() as host:
            set_stage(host, "BLOCK_IO_ERROR", "warned")
            for name in ("alpha", "beta", "alpha"):
                host.client(name).close()
            host.client("beta")
            for name in ("alpha", "beta"):
                line = f"client '{name}' still gets BLOCK_IO_ERROR, which is to be removed; it can use BlockDeviceEvent"
                host.await_log(line)
                self.assertEqual(host.log().count(line), 1)


class Hidden(unittest.TestCase):
    def test_nobody_has_it_who_does_not_ask(self):
        with Keeper() as host:
            alpha, beta = host.client("alpha"), host.client("beta")
            set_stage(host, "POWERDOWN", "hidden")
            self.assertEqual(events_of(alpha, "system_powerdown"), [])
            self.assertEqual(events_of(host.client("alpha"), "system_powerdown"), [])

            self.assertEqual(beta.call("connect-default-signals", events=["POWERDOWN"]), {"return": {}})
            self.assertEqual(events_of(beta, "system_powerdown"), ["POWERDOWN"])
            host.await_rows("SELECT client.name FROM use JOIN item ON item.id = item JOIN build "
                            "ON build.id = build JOIN client ON client.id = client WHERE mode = "
                            "'explicit' AND item.kind = 'default-connection'", [("beta",)])
            host.await_rows("SELECT client.name, times FROM demand JOIN build ON build.id = build "
                            "JOIN client ON client.id = client", [("beta", 1)])
            host.assert_balance()

    def test_one_client_may_have_it_back(self):
        with Keeper() as host:
            alpha, beta = host.client("alpha"), host.client("beta")
            set_stage(host, "POWERDOWN", "hidden")
            set_stage(host, "POWERDOWN", "active", "--client", "beta")
            self.assertEqual(events_of(beta, "system_powerdown"), ["POWERDOWN"])
            self.assertEqual(events_of(alpha, "system_powerdown"), [])
            self.assertEqual(events_of(host.client("beta"), "system_powerdown"), ["POWERDOWN"])

            set_stage(host, "POWERDOWN", "default", "--client", "beta")
            self.assertEqual(events_of(host.client("beta"), "system_powerdown"), [])

    def test_going_back_gives_it_back(self):
        with Keeper() as host:
            alpha = host.client("alpha")
            set_stage(host, "POWERDOWN", "hidden")
            set_stage(host, "POWERDOWN", "warned")
            self.assertEqual(events_of(alpha, "system_powerdown"), ["POWERDOWN"])


def waive(host, item):
    """A waiver for all clients, as an administrator writes it while no host runs."""
    with sqlite3.connect(host.ledger) as ledger:
        ledger.execute("INSERT INTO waiver (item, owner, reason, at, expires) SELECT id, 'carla', "
                       "'they know', ?, ? FROM item WHERE kind = ? AND name = 'POWERDOWN'",
                       (int(time.time()) - 1, int(time.time()) + DAY, item))


class Removed(unittest.TestCase):
    def test_nothing_is_removed_that_is_not_safe_or_waived(self):
        with Keeper() as host:
            host.client("alpha")
            code, text = stage(host, "POWERDOWN", "removed")
            self.assertEqual(code, 3)
            self.assertIn("cannot be removed: the verdict is ", text)
            self.assertEqual(host.rows("SELECT * FROM stage_change"), [])

    def test_a_tombstone_counts_who_still_asks(self):
        with Keeper() as host:
            alpha = host.client("alpha")
            waive(host, "default-connection")
            waive(host, "event")
            set_stage(host, "POWERDOWN", "removed")
            reply = alpha.call("connect-default-signals", events=["POWERDOWN"])
            self.assertEqual(reply["error"]["desc"], "Event 'POWERDOWN' has no default connection")
            self.assertIn("return", alpha.call("powerdown-event-connect"))
            set_stage(host, "POWERDOWN", "removed", "--item", "event")
            for call in (lambda: alpha.call("powerdown-event-connect"),
                         lambda: alpha.call("signal-connect", signal="powerdown-event")):
                self.assertEqual(call()["error"], {
                    "class": "CommandNotFound",
                    "desc": "The command powerdown-event-connect has not been found"})

            host.await_rows("SELECT kind, times FROM demand JOIN item ON item.id = item ORDER BY 1",
                            [("default-connection", 1), ("event", 2)])
            self.assertEqual(host.rows("SELECT to_stage, forced, waiver FROM stage_change"),
                             [("removed", 1, 1), ("removed", 1, 2)])
            migrated = host.connect("beta.qmp")  # who opts out of it is not told off
            migrated.line()
            self.assertEqual(migrated.call("disconnect-default-signals", events=["POWERDOWN"]),
                             {"return": {}})


class Brownout(unittest.TestCase):
    EXPERIMENT = "SELECT kind, outcome, muted FROM experiment"
    EVIDENCE = ("SELECT client.name, item.name, evidence.kind, sign, strength FROM evidence "
                "JOIN item ON item.id = item JOIN build ON build.id = build "
                "JOIN client ON client.id = client")

    def plan(self, host, *words):
        return host.signalbox("ledger", "brownout", "plan", "--ledger", host.ledger, *words)

    def begin(self, host, *words):
        set_stage(host, "POWERDOWN", "brownout")
        code, out, err = self.plan(host, "POWERDOWN", *words)
        self.assertEqual((code, err), (0, ""))
        host.await_rows("SELECT count(*) FROM experiment", [(1,)])
        return out.split("\t")[0]

    def test_a_window_withholds_it_from_one_client_and_is_quiet(self):
        with Keeper() as host:
            alpha, beta = host.client("alpha"), host.client("beta")
            self.begin(host, "--client", "beta", "--for", "5s")
            self.assertEqual(events_of(alpha, "system_powerdown"), ["POWERDOWN"])
            self.assertEqual(events_of(beta), [])
            host.await_rows(self.EXPERIMENT, [("brownout", "quiet", 1)])
            host.await_rows(self.EVIDENCE, [("beta", "POWERDOWN", "brownout-quiet", "unused", 1)])
            self.assertEqual(events_of(beta, "system_powerdown"), ["POWERDOWN"])
            host.assert_balance()

    def test_asking_for_it_back_ends_it_as_harm(self):
        with Keeper() as host:
            alpha, beta = host.client("alpha"), host.client("beta")
            self.begin(host, "--for", "1h")
            self.assertEqual(events_of(beta, "system_powerdown"), [])
            self.assertEqual(alpha.call("connect-default-signals", events=["POWERDOWN"]), {"return": {}})
            self.assertEqual(events_of(beta, "system_powerdown"), ["POWERDOWN"])
            host.await_rows(self.EXPERIMENT, [("brownout", "harm", 2)])
            host.await_rows(self.EVIDENCE, [("alpha", "POWERDOWN", "brownout-harm", "used", 4)])

    def test_a_storm_of_reconnections_ends_it_as_harm(self):
        with Keeper() as host:
            beta = host.client("beta")
            self.begin(host, "--client", "beta", "--for", "1h")
            for _ in range(4):
                beta.close()
                beta = host.client("beta")
            host.await_rows(self.EXPERIMENT, [("brownout", "harm", 0)])
            self.assertEqual(events_of(beta, "system_powerdown"), ["POWERDOWN"])

    def test_it_may_be_cancelled(self):
        with Keeper() as host:
            beta = host.client("beta")
            number = self.begin(host, "--for", "1h")
            code, out, err = host.signalbox("ledger", "brownout", "list", "--ledger", host.ledger)
            self.assertEqual((code, out.split("\t")[:3], err), (0, [number, "POWERDOWN", "default-connection"], ""))
            code, out, err = host.signalbox("ledger", "brownout", "cancel", number, "--ledger", host.ledger)
            self.assertEqual((code, err), (0, ""))
            self.assertEqual(events_of(beta, "system_powerdown"), ["POWERDOWN"])
            host.await_rows(self.EXPERIMENT, [("brownout", "aborted", 0)])
            self.assertEqual(host.signalbox("ledger", "brownout", "cancel", number, "--ledger", host.ledger)[0], 3)

    def test_one_that_was_planned_without_a_host_is_held_by_the_next(self):
        with Keeper() as host:
            host.client("beta")
            set_stage(host, "POWERDOWN", "brownout")
            host.kill()
            code, out, err = self.plan(host, "POWERDOWN", "--for", "1h", "--client", "beta",
                                       "--times", "2")
            self.assertEqual((code, len(out.splitlines()), err), (0, 2, ""))
            host.restart()
            beta = host.client("beta")
            host.await_rows("SELECT count(*) FROM experiment", [(1,)])
            self.assertEqual(events_of(beta, "system_powerdown"), [])

    def test_it_is_refused_before_its_stage_and_for_state(self):
        with Keeper() as host:
            host.client("beta")
            self.assertIn("is active: its stage must be brownout", self.plan(host, "POWERDOWN", "--for", "1h")[2])
            set_stage(host, "SHUTDOWN", "brownout")
            self.assertIn("carries the state of machine 'm'", self.plan(host, "SHUTDOWN", "--for", "1h")[2])
            self.assertIn("must name the --client", self.plan(
                host, "SHUTDOWN", "--for", "1h", "--client", "beta", "--accept-lost-state", "alpha")[2])
            self.assertEqual(self.plan(host, "SHUTDOWN", "--for", "1h", "--client", "beta",
                                       "--accept-lost-state", "beta")[0], 0)
            self.assertIn("is no duration", self.plan(host, "POWERDOWN", "--for", "often")[2])
            self.assertIn("is no time", self.plan(host, "POWERDOWN", "--for", "1h", "--at", "tomorrow")[2])


class Self(unittest.TestCase):
    def test_a_client_may_ask_what_is_known_and_tried(self):
        with Keeper() as host:
            alpha, admin = host.client("alpha"), host.admin()
            host.client("beta")
            set_stage(host, "BLOCK_IO_ERROR", "warned")
            set_stage(host, "POWERDOWN", "brownout")
            number = admin.call("mute-event", event="RTC_CHANGE", client="alpha")["return"]
            admin.call("mute-event", event="RESET", client="beta")
            admin.call("plan-brownout", name="POWERDOWN", starts=4000000000, ends=4000000060)

            mine = alpha.call("query-compat-self")["return"]
            self.assertEqual(mine["name"], "alpha")
            self.assertEqual(len(mine["items"]), 14)
            self.assertIn({"name": "BLOCK_IO_ERROR", "item": "default-connection", "stage": "warned",
                           "mode": "default", "delivered": 0, "muted": 0,
                           "successor": "BlockDeviceEvent", "connect": []}, mine["items"])
            self.assertEqual([(each["id"], each["event"]) for each in mine["experiments"]],
                             [(number, "RTC_CHANGE")])
            self.assertEqual(mine["brownouts"], [{"name": "POWERDOWN", "item": "default-connection",
                                                  "starts": 4000000000, "ends": 4000000060}])

    def test_it_names_the_commands_that_connect_to_what_there_is_instead(self):
        with Keeper(more="plugin block { drive { id d  file d.img  size 4096 } }") as host:
            items = host.client("alpha").call("query-compat-self")["return"]["items"]
            use = next(each for each in items if each["name"] == "BLOCK_IO_ERROR")
            self.assertEqual(use["connect"], ["block-device-event-connect"])

    def test_without_a_ledger_nothing_is_held(self):
        with server.Host(server.machine()) as host:
            reply = host.connect().negotiate().call("query-compat-self")
            self.assertEqual(reply["error"]["desc"], "No ledger is configured")


if __name__ == "__main__":
    server.SIGNALBOXD, keeping.SIGNALBOX = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    outcome.main()
