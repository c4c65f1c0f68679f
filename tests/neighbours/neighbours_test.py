#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One plugin listens to another, which is dropped in, replaced and removed.

usage: neighbours_test.py SIGNALBOXD ECHO DOORBELL [unittest arguments]
"""
import os
import pathlib
import sys
import unittest

import outcome
import server

DOORBELL, ECHO, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop(i)) for i in (3, 2, 1))


class Neighbours(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(server.Host(
            "machine m { listen unix:qmp.sock  plugin-dir dropped }\n", directories=["dropped"]))
        self.client = self.host.connect().negotiate()

    def load(self, *files):
        for file in files:
            self.host.drop(file)
            self.host.await_log(f"'{pathlib.Path(file).stem}' 1")  # version 1 or 1.0 is loaded

    def replace(self, file):
        self.host.drop(file)
        self.host.await_log(f"'{pathlib.Path(file).stem}' is replaced")

    def remove(self, file):
        name = pathlib.Path(file).stem
        before = self.host.log().count(f"'{name}' is unloaded")
        os.unlink(self.host.dropped(name + ".so"))
        server.wait_until(lambda: self.host.log().count(f"'{name}' is unloaded") > before, "there")

    def ring(self):
        return self.client.call("doorbell-press")["return"]

    def heard(self):
        return self.client.call("echo-heard")["return"]

    def test_one_that_is_there_already_is_heard(self):
        self.load(DOORBELL, ECHO)

        self.ring()

        self.assertEqual("connected, 1", self.heard())

    def test_one_that_comes_later_is_heard_from_then_on(self):
        self.load(ECHO)
        self.assertEqual("", self.heard())

        self.load(DOORBELL)
        self.ring()

        self.assertEqual("connected, 1", self.heard())

    def test_that_it_goes_is_told_and_it_is_found_again_when_it_returns(self):
        self.load(ECHO, DOORBELL)
        self.ring()

        self.remove(DOORBELL)
        self.assertEqual("connected, 1, gone plugin-unloaded", self.heard())
        self.host.drop(DOORBELL)
        server.wait_until(lambda: "return" in self.client.call("doorbell-press"), "not back")

        self.assertEqual("connected, 1", self.heard())

    def test_the_next_version_of_it_is_heard_without_a_gap(self):
        self.load(ECHO, DOORBELL)
        self.ring()

        self.replace(DOORBELL)
        self.ring()

        self.assertEqual("connected, 1, connected, 2", self.heard())

    def test_the_next_version_of_the_listener_hears_it_and_keeps_its_clients(self):
        self.load(DOORBELL, ECHO)
        tag = self.client.call("echo-event-connect")["return"]

        self.replace(ECHO)
        self.client.send({"execute": "doorbell-press"})

        message = self.client.line()
        self.assertEqual((tag, {"presses": 1}), (message["tag"], message["data"]))
        self.assertEqual({"return": 1}, self.client.line())
        self.assertEqual("connected, 1", self.heard())

    def test_a_slot_may_end_its_own_connection(self):
        self.load(DOORBELL, ECHO)
        self.client.call("echo-once")

        self.ring()
        self.ring()

        self.assertEqual(["connected", "1", "once", "released", "2"], self.sorted_heard())

    def sorted_heard(self):
        """Two slots of one emission may run in either order."""
        words = self.heard().split(", ")
        self.assertCountEqual(["1", "once"], words[1:3])
        return words[:1] + sorted(words[1:3]) + words[3:]

    def test_a_listener_may_end_its_listening_when_it_is_connected(self):
        self.load(ECHO)
        self.client.call("echo-shy")

        self.load(DOORBELL)
        self.ring()

        self.assertEqual("connected, shy, released, 1", self.heard())

    def test_so_it_may_where_the_connection_is_made_at_once(self):
        self.load(DOORBELL, ECHO)

        self.client.call("echo-shy")
        self.ring()

        self.assertEqual("connected, shy, released, 1", self.heard())

    def test_a_listener_that_is_removed_leaves_nothing_behind(self):
        self.load(DOORBELL, ECHO)
        self.client.call("echo-once")

        self.remove(ECHO)

        self.assertEqual(1, self.ring())
        self.assertEqual("CommandNotFound", self.client.call("echo-heard")["error"]["class"])


if __name__ == "__main__":
    outcome.main()
