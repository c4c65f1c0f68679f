#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whose a command is that both a QEMU and Signalbox have, and what an observer of a QEMU may do.

usage: PYTHONPATH=tests/stress names_test.py SIGNALBOXD [unittest arguments]
"""
import os
import sys
import unittest

import outcome
import server
from server import Host
from upstream import Upstream, other_answers


class Named(unittest.TestCase):
    def setUp(self):
        self.bridge = self.enterContext(Host(
            "machine m { listen unix:qmp.sock\n"
            "listen unix:advertise.sock { advertise true }\n"
            "listen unix:watch.sock { role observer }\n"
            "plugin qemu { monitor unix:up.sock }\n plugin block }\n"))
        upstream = self.enterContext(Upstream(os.path.join(self.bridge.directory, "up.sock")))
        self.qemu = upstream.serve(answers=other_answers(commands=["query-signals"]))

    def client(self, name="qmp.sock"):
        return self.bridge.connect(name).negotiate()

    def assert_forwarded(self, client, command):
        client.send({"execute": command})
        self.assertEqual(self.qemu.command(), {"execute": command})
        self.qemu.say({"return": ["qemu"]})
        self.assertEqual(client.line(), {"return": ["qemu"]})

    def names(self, client):
        return [each["name"] for each in client.call("query-commands")["return"]]


class Names(Named):
    def test_what_qemu_has_is_qemus_and_ours_has_a_longer_name(self):
        client = self.client()
        for command in ("query-block", "query-signals"):
            self.assert_forwarded(client, command)
        self.assertEqual(client.call("__org.signalbox_query-block"), {"return": []})
        self.assertIn("stop-event", [each["name"] for each in
                                     client.call("__org.signalbox_query-signals")["return"]])
        self.assertIn("return", client.call("query-connections"))

    def test_the_log_says_whose_it_is(self):
        self.bridge.await_log("'query-block' is the upstream's; that of plugin 'block' is reached as "
                              "__org.signalbox_query-block")

    def test_nothing_of_ours_is_in_what_qemu_lists(self):
        client = self.client()
        client.send({"execute": "query-commands"})
        self.assertEqual(self.qemu.command(), {"execute": "query-commands"})
        self.qemu.say(b'{"return": [{"name": "stop"},  {"name": "cont"}]}\r\n')
        self.assertEqual(client.bytes(), b'{"return": [{"name": "stop"},  {"name": "cont"}]}')

    def test_it_is_added_where_a_listener_advertises(self):
        client = self.client("advertise.sock")
        for command in ("query-commands", "query-qmp-schema"):
            client.send({"execute": command})
            self.qemu.command()
            self.qemu.say({"return": [{"name": "stop"}]})
            names = [each["name"] for each in client.line()["return"]]
            self.assertEqual(names[0], "stop")
            self.assertEqual(len(names), len(set(names)), "a name is twice in it")
            self.assertIn("block-add", names)
            self.assertNotIn("query-block", names)


class Observers(Named):
    def test_one_may_run_what_is_on_a_list_and_nothing_else(self):
        client = self.client("watch.sock")
        for command in ("query-block", "query-status"):
            self.assert_forwarded(client, command)
        for command in ("stop", "quit", "qom-get", "human-monitor-command", "query-named-block-nodes",
                        "block-add", "getfd", "nonsense"):
            refused = client.call(command)["error"]
            self.assertEqual(refused["class"], "CommandNotFound", command)
        client.send({"execute": "query-status"})  # the next that QEMU sees
        self.assertEqual(self.qemu.command(), {"execute": "query-status"})

    def test_its_commands_are_those_that_it_may_run(self):
        names = self.names(self.client("watch.sock"))
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual({"query-status", "query-block", "stop-event-connect", "signal-connect",
                              "query-commands"}, set(names))
        self.assertFalse({"stop", "quit", "qom-get", "block-add", "getfd"} & set(names))

    def test_it_sends_no_descriptor_and_nothing_out_of_band(self):
        client = self.bridge.connect("watch.sock")
        client.line()
        client.call("qmp_capabilities", enable=["oob"])
        client.send({"exec-oob": "migrate-pause", "id": 1})
        self.assertIn("error", client.line())
        client.send({"execute": "query-status"})
        self.assertEqual(self.qemu.command(), {"execute": "query-status"})

    def test_it_hears_what_it_asks_for(self):
        client = self.client("watch.sock")
        tag = client.call("stop-event-connect")["return"]
        self.qemu.event("STOP")
        self.assertEqual({client.line().get("tag") for _ in range(2)}, {None, tag})


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
