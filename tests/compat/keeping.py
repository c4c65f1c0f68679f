# SPDX-License-Identifier: Apache-2.0
"""A signalboxd that keeps a ledger, with clients of known names, for the tests of this folder."""
import os
import sqlite3
import subprocess

import server
from server import Host, wait_until

server.DEADLINE = 30  # these wait for a disk, too

SIGNALBOX = None  # the command line, set by whoever starts the tests

CONFIG = """
ledger {{ path {ledger} }}
{top}
machine m {{
  listen unix:alpha.qmp {{ client alpha  label left }}
  listen unix:beta.qmp {{ client beta  label right }}
  plugin legacy
  {more}
}}
admin {{ listen unix:admin.sock }}
"""


class Keeper(Host):
    """Its clients are `alpha` and `beta`, by the socket that they use."""

    def __init__(self, more="", top="", ledger="l.db", **others):
        super().__init__(CONFIG.format(more=more, top=top, ledger=ledger), **others)
        self.ledger = os.path.join(self.directory, ledger)

    def client(self, name):
        return self.connect(name + ".qmp").negotiate()

    def admin(self):
        return self.connect("admin.sock").negotiate()

    def rows(self, query):
        """Of the file as it is; what a running host has counted since its last fold is not there."""
        with sqlite3.connect(self.ledger, timeout=server.DEADLINE) as ledger:
            return ledger.execute(query).fetchall()

    def await_rows(self, query, expected):
        wait_until(lambda: self.rows(query) == expected,
                   f"{query} does not give {expected} but {self.rows(query)}")

    def signalbox(self, *words):
        """What the command line says: exit code, stdout, stderr."""
        if self.process.poll() is None:  # its admin listener is the last to open
            wait_until(lambda: os.path.exists(os.path.join(self.directory, "admin.sock")), "no host")
        done = subprocess.run([SIGNALBOX, *words], capture_output=True, text=True, check=False,
                              timeout=60, cwd=self.directory)
        return done.returncode, done.stdout, done.stderr

    def restart(self):
        """The same again, after its process was waited for."""
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [server.SIGNALBOXD, "--config", os.path.join(self.directory, "signalbox.info")],
                stderr=log, cwd=self.directory)

    def kill(self):
        self.process.kill()
        self.process.wait(server.DEADLINE)

    def assert_balance(self):
        code, out, err = self.signalbox("ledger", "fsck", "--ledger", self.ledger)
        assert code == 0, out + err


def events_of(client, command="query-status"):
    """The events that came before the reply to a command that is asked now."""
    client.send({"execute": command})
    names = []
    while True:
        message = client.line()
        if "event" not in message:
            return names
        names.append(message["event"])
