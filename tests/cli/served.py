# SPDX-License-Identifier: Apache-2.0
"""`signalbox` as a shell sees it, beside a host that it talks to."""
import pathlib
import subprocess
import sys
import unittest

import outcome
import server

SIGNALBOX = None
PLUGINS = None  # where the plugins of the build are

CONFIG = """machine m { listen unix:qmp.sock  plugin legacy  plugin-dir dropped
  plugin block { drive { id full  file /dev/full  size 4096 }
                 drive { id small  file /dev/full  size 4096 } } }
admin { listen unix:admin.sock }
"""


def main():
    """Runs the tests of the calling module: arguments are signalbox, signalboxd, the plugins."""
    global SIGNALBOX, PLUGINS
    PLUGINS, server.SIGNALBOXD, SIGNALBOX = (sys.argv.pop() for _ in range(3))
    module = sys.modules["__main__"]
    outcome.main()


class Served(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(server.Host(CONFIG, directories=["dropped"]))
        self.host.connect().close()
        self.host.connect("admin.sock").close()

    def run_signalbox(self, *words):
        """Exit code, stdout and stderr."""
        done = subprocess.run([SIGNALBOX, *words], cwd=self.host.directory, text=True,
                              capture_output=True, timeout=server.DEADLINE)
        return done.returncode, done.stdout, done.stderr

    def start_signalbox(self, *words, **more):
        process = subprocess.Popen([SIGNALBOX, *words], cwd=self.host.directory, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

        def end():
            process.kill()
            process.communicate()
        self.addCleanup(end)
        return process

    def drop(self, name):
        """Puts a plugin of the build into the machine's directory."""
        self.host.drop(pathlib.Path(PLUGINS, name))
