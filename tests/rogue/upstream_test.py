# SPDX-License-Identifier: Apache-2.0
"""A command that an upstream has takes as long as that upstream likes; the answer limit is for plugins.

Arguments: signalboxd, the directory of the faulty plugins."""
import os
import sys
import unittest

import outcome
import server
from upstream import Upstream

ROGUES, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop(i)) for i in (2, 1))

CONFIG = """machine m {
  listen unix:qmp.sock
  answer-limit 1
  plugin qemu { monitor unix:up.sock }
  plugin-dir dropped
}
"""


class AnswerLimit(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(server.Host(CONFIG, directories=["dropped"]))
        upstream = self.enterContext(Upstream(os.path.join(self.host.directory, "up.sock")))
        self.qemu = upstream.serve()
        self.host.drop(os.path.join(ROGUES, "never_answers.so"))
        self.host.await_log("'rogue' 1 is loaded")

    def test_a_plugin_is_given_up_and_an_upstream_that_was_asked_before_is_not(self):
        client, other = (self.host.connect().negotiate(defaults=False) for _ in range(2))
        client.send({"execute": "query-block"})
        self.assertEqual({"execute": "query-block"}, self.qemu.command())

        self.assertEqual("The command rogue-keep was not answered within 1 s",
                         other.call("rogue-keep")["error"]["desc"])

        self.qemu.say({"return": ["late"]})
        self.assertEqual({"return": ["late"]}, client.line())


if __name__ == "__main__":
    outcome.main()
