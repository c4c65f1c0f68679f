#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An observer tries every command that there is, and some that are not: nothing has changed.

usage: observer_test.py SIGNALBOXD [unittest arguments]
"""
import os
import sys
import unittest

import outcome
import server
from server import Host

CONFIG = """
machine m {
  listen unix:qmp.sock
  listen unix:observer.sock { role observer }
  plugin legacy
  plugin block { drive { id disk0  file disk0.img  size 4096 } }
}
admin { listen unix:admin.sock }
"""
STATE = ["query-status", "query-block", "query-plugins", "query-signals"]
ABSENT = ["human-monitor-command", "qom-get", "getfd", "migrate", "device_del", "no-such-command"]
NEGOTIATION = {"qmp_capabilities", "client-info", "disconnect-default-signals"}  # too late for them
ARGUMENTS = {"device": "disk0", "id": "disk1", "file": "disk1.img", "offset": 0, "length": 1}


class Observer(unittest.TestCase):
    def test_no_command_changes_the_machine(self):
        with Host(CONFIG) as host:
            full = host.connect().negotiate()
            admin = host.connect("admin.sock").negotiate()
            offered = [each["name"] for each in full.call("query-commands")["return"]]
            administration = [each["name"] for each in admin.call("query-commands")["return"]]
            before = [full.call(command) for command in STATE]
            observer = host.connect("observer.sock").negotiate()
            allowed = {each["name"] for each in observer.call("query-commands")["return"]}

            refused = set()
            for command in offered + administration + ABSENT:
                for arguments in ({}, {"device": "disk0"}, ARGUMENTS):
                    answer = observer.call(command, **arguments)
                    if "error" in answer and answer["error"]["class"] == "CommandNotFound":
                        refused.add(command)

            self.assertEqual([full.call(command) for command in STATE], before)
            self.assertEqual(refused & allowed, NEGOTIATION)
            for command in ("stop", "system_reset", "quit", "block-del", "block-add", "block-write",
                            "plugin-unload", "inject-event", *ABSENT):
                self.assertIn(command, refused)
            self.assertLess(len(allowed), len(offered))


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
