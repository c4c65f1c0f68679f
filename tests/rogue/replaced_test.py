# SPDX-License-Identifier: Apache-2.0
"""What a replacement of a plugin does to signals that change while it goes on.

Arguments: signalboxd, the directory of the faulty plugins."""
import os
import sys
import unittest

import outcome
import server

ROGUES, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop(i)) for i in (2, 1))


class EndsInSave(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(server.Host(server.machine(more="plugin-dir dropped"),
                                                  directories=["dropped"]))
        self.client = self.host.connect().negotiate(defaults=False)
        self.drop("'rogue' 1 is loaded")

    def drop(self, line):
        self.host.drop(os.path.join(ROGUES, "farewell.so"))
        self.host.await_log(line)

    def test_a_signal_that_ends_while_its_plugin_is_replaced_has_ended(self):
        tag = self.client.call("farewell-event-connect")["return"]

        self.drop("'rogue' is replaced by 1")

        end = self.client.line()
        self.assertEqual(("SIGNAL_DISCONNECTED", {"reason": "farewell"}, tag),
                         (end["event"], end["data"], end["tag"]))
        self.assertEqual({"return": {"connections": [], "defaults": []}},
                         self.client.call("query-connections"))
        self.assertIn("return", self.client.call("farewell-event-connect"))


class InFront(unittest.TestCase):
    def test_a_version_that_does_not_stand_in_front_gives_the_clients_back(self):
        host = self.enterContext(server.Host("machine m { listen unix:qmp.sock  plugin-dir dropped }\n",
                                             directories=["dropped"]))
        host.drop(os.path.join(ROGUES, "front.so"))
        host.await_log("'front' 1 is loaded")
        client = host.connect().negotiate()
        self.assertEqual({"return": {}}, client.call("front-ask"))

        host.drop(os.path.join(ROGUES, "front.so"))
        host.await_log("'front' is replaced by 1")

        self.assertEqual("CommandNotFound", client.call("front-ask")["error"]["class"])
        client.close()
        self.assertIn("return", host.connect().negotiate().call("query-commands"))


if __name__ == "__main__":
    outcome.main()
