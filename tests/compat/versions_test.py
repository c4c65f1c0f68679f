# SPDX-License-Identifier: Apache-2.0
"""A ledger and the metrics count through replaced plugins: python3 versions_test.py SIGNALBOXD SIGNALBOX LEGACY [NAME]."""
import json
import os
import re
import sys
import unittest
import urllib.request

import keeping
import outcome
import server
from keeping import events_of

LEGACY = None  # the plugin's file
CONFIG = """
ledger { path l.db }
metrics { listen tcp:127.0.0.1:0 }
machine m { listen unix:qmp.sock  plugin-dir dropped }
admin { listen unix:admin.sock }
"""
TIMES = 9  # more than there are events: an address that is used again is soon another event's


class Versions(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(Keeper())
        self.replacements = 0
        self.drop()
        self.host.await_log("is loaded")

    def drop(self, change=None):
        """Another version of the plugin; `change` makes other bytes of its own."""
        with open(LEGACY, "rb") as file:
            data = file.read() + b"\n" * self.replacements
        with open(os.path.join(self.host.directory, "version"), "wb") as file:
            file.write(data.replace(*change) if change else data)
        self.host.drop(os.path.join(self.host.directory, "version"), "legacy.so")

    def replace(self, change=None):
        self.replacements += 1
        self.drop(change)
        server.wait_until(lambda: self.host.log().count("is replaced by") == self.replacements,
                          "it is not replaced")

    def emissions(self):
        """By event, as the ledger and as the metrics count them."""
        code, out, err = self.host.signalbox("ledger", "report", "--ledger", self.host.ledger,
                                             "--format", "json")
        self.assertEqual(code, 0, err)
        ledger = {each["event"]: each["emitted"] for each in json.loads(out)["events"] if each["emitted"]}
        port = self.host.await_match(r"HTTP on tcp:127.0.0.1:(\d+)")[1]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=server.DEADLINE) as page:
            figures = page.read().decode()
        metrics = {event: int(count) for event, count in
                   re.findall(r'signalbox_emissions_total\{[^}]*event="(\w+)"\} (\d+)', figures)}
        return ledger, metrics

    def test_no_count_changes_and_the_books_balance(self):
        old = self.host.connect().negotiate()
        new = self.host.connect().negotiate(defaults=False)
        tag = new.call("signal-connect", signal="rtc-change-event", where={"offset": 2})["return"]
        driver = self.host.connect().negotiate(defaults=False)
        for turn in range(TIMES):
            if turn:
                self.replace()
            for command in ("stop", "cont", "system_powerdown"):
                self.assertIn("return", driver.call(command))
            for offset in range(4):
                self.assertIn("return", driver.call("rtc-set", offset=offset))
        received = events_of(old)
        expected = {"STOP": TIMES, "RESUME": TIMES, "POWERDOWN": TIMES, "RTC_CHANGE": 4 * TIMES}
        self.assertEqual({each: received.count(each) for each in received}, expected)
        self.assertEqual(events_of(new), ["RTC_CHANGE"] * TIMES)
        self.assertEqual(self.emissions(), (expected, expected))
        new.call("signal-disconnect", tag=tag)
        self.host.await_rows(
            "SELECT due, delivered, filtered FROM use JOIN item ON item.id = item "
            "WHERE name = 'RTC_CHANGE' AND mode = 'explicit'", [(4 * TIMES, TIMES, 3 * TIMES)])
        self.host.assert_balance()

    def test_what_nobody_hears_is_counted_when_the_last_client_of_the_new_version_has_left(self):
        self.replace()
        driver = self.host.connect().negotiate(defaults=False)
        old = self.host.connect().negotiate()
        server.toggle(driver, 1)
        self.assertEqual(events_of(old), ["STOP", "RESUME"])
        old.close()
        self.host.await_rows("SELECT count(*) FROM session WHERE closed NOT NULL", [(1,)])

        server.toggle(driver, 5)

        server.wait_until(lambda: self.emissions()[0] == {"STOP": 6, "RESUME": 6}, "5 are not counted")

    def test_an_accessor_that_becomes_another_events_ends_its_connections(self):
        driver = self.host.connect().negotiate(defaults=False)
        old = self.host.connect().negotiate()
        new = self.host.connect().negotiate(defaults=False)
        tag = new.call("rtc-change-event-connect")["return"]
        driver.call("rtc-set", offset=1)
        self.assertEqual(new.line()["event"], "RTC_CHANGE")
        self.replace((b"RTC_CHANGE\0", b"RTC_SHIFTS\0"))
        ended = new.line()
        self.assertEqual((ended["event"], ended["tag"]), ("SIGNAL_DISCONNECTED", tag))
        driver.call("rtc-set", offset=2)
        self.assertEqual(events_of(old), ["RTC_CHANGE", "RTC_SHIFTS"])
        self.assertEqual(self.emissions()[0], {"RTC_CHANGE": 1, "RTC_SHIFTS": 1})
        self.host.assert_balance()


class Keeper(server.Host):
    """As keeping.Keeper, with a directory of plugins."""

    def __init__(self):
        super().__init__(CONFIG, directories=["dropped"])
        self.ledger = os.path.join(self.directory, "l.db")

    rows = keeping.Keeper.rows
    await_rows = keeping.Keeper.await_rows
    signalbox = keeping.Keeper.signalbox
    assert_balance = keeping.Keeper.assert_balance


if __name__ == "__main__":
    server.SIGNALBOXD, keeping.SIGNALBOX, LEGACY = (os.path.abspath(sys.argv.pop(1)) for _ in range(3))
    outcome.main()
