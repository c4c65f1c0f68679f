# SPDX-License-Identifier: Apache-2.0
"""Three clients of a real host, and what the ledger says of them: docs/verdicts.md tells it too.

Arguments: signalbox, signalboxd, new_client (examples/new_client.c)."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import unittest

import outcome
import server

NEW_CLIENT, server.SIGNALBOXD, SIGNALBOX = (os.path.abspath(sys.argv.pop()) for _ in range(3))
VISITOR = pathlib.Path(__file__).with_name("visitor.py")
EVENT = "BLOCK_IO_ERROR"
CONFIG = """ledger { path l.db }
machine m { listen unix:qmp.sock
            plugin legacy
            plugin block { drive { id full  file /dev/full  size 4096  werror report } } }
"""
# Nobody has watched for 30 days in a test.
NUMBERS = ["--coverage-days", "0"]


def client_info(version, **more):
    return json.dumps({"execute": "client-info",
                       "arguments": {"name": "pager", "version": version, **more}})


OPT_OUT = json.dumps({"execute": "disconnect-default-signals"})


class Story(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(server.Host(CONFIG))
        self.host.connect().close()
        for name in ("pager.py", "dashboard.py"):
            shutil.copy(VISITOR, os.path.join(self.host.directory, name))

    def start(self, *words, ready=True):
        process = subprocess.Popen(words, cwd=self.host.directory, text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.stdin.close)
        if ready:
            self.assertEqual("ready\n", process.stdout.readline())
        return process

    def start_script(self, name, *requests):
        return self.start(sys.executable, name, "qmp.sock", *requests)

    def start_new_client(self):
        process = self.start(NEW_CLIENT, "qmp.sock", "full", ready=False)
        process.stdin.write("\n")
        process.stdin.flush()
        self.assertEqual("--\n", process.stdout.readline())
        return process

    def signalbox(self, *words):
        done = subprocess.run([SIGNALBOX, *words], cwd=self.host.directory, text=True,
                              capture_output=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def ledger(self, *words):
        return self.signalbox("ledger", *words, "--ledger", "l.db")

    def fail_a_write(self):
        self.assertEqual(3, self.signalbox("call", "qmp.sock", "block-write", "device=full",
                                           "offset=0", "length=512")[0])

    def exported(self, table, *words):
        """The rows of one table of the ledger."""
        rows = [json.loads(line) for line in self.ledger("export", *words)[1].splitlines()]
        return [row for row in rows if row.get("table") == table]

    def is_watched(self):
        """A host writes once a second how long it has watched; before that nothing is known of the day."""
        today = int(time.time()) // 86400
        return any(row["day"] == today for row in self.exported("coverage"))

    def check(self):
        """Exit code, and what is said of the default connection: verdict, standings by client."""
        server.wait_until(self.is_watched, "the host does not write how long it has watched")
        code, _ = self.ledger("check", *NUMBERS, EVENT)
        rows = json.loads(self.ledger("check", *NUMBERS, EVENT, "--format", "json")[1])["verdicts"]
        rows = [row for row in rows if row["kind"] == "default-connection"]
        return code, rows[0]["verdict"], {
            row["client"] + (" " + row["version"] if row.get("version") else ""): row for row in rows}

    def end(self, process):
        process.stdin.close()
        self.assertEqual(0, process.wait(server.DEADLINE))
        server.wait_until(lambda: not self.has_open_session(process.pid), "it is still there")

    def has_open_session(self, pid):
        return any(row["pid"] == pid and row["closed"] is None
                   for row in self.exported("session", "--with-names"))

    def test_the_verdict_follows_the_facts(self):
        pager = self.start_script("pager.py", client_info("1.0", interest=[EVENT]))
        dashboard = self.start_script("dashboard.py")
        migrated = self.start_new_client()
        for _ in range(12):
            self.fail_a_write()
        for old in (pager, dashboard):  # both were sent it, and one looks at it
            self.assertEqual([EVENT + "\n"] * 12, [old.stdout.readline() for _ in range(12)])

        code, verdict, of = self.check()
        self.assertEqual((10, "in-use"), (code, verdict))
        self.assertEqual("in-use", of["pager 1.0"]["standing"])
        self.assertIn("interest, used, strength 4", of["pager 1.0"]["evidence"])
        self.assertEqual("unproven", of["dashboard.py"]["standing"])
        self.assertIn("opt out of what it does not need", of["dashboard.py"]["next-step"])
        self.assertEqual("signalbox ledger guide 'dashboard.py'", of["dashboard.py"]["command"])
        self.assertEqual("safe by time", of["new_client 1.0"]["standing"])
        self.assertIn("opt-out, unused, strength 5", of["new_client 1.0"]["evidence"])
        self.assertEqual({"pager 1.0", "dashboard.py", "new_client 1.0"}, set(of))  # not our tools

        guide = self.ledger("guide", "dashboard.py")[1]
        self.assertIn("BLOCK_IO_ERROR, sent 12 times: unproven", guide)
        self.assertIn('{"execute":"block-device-event-connect"', guide)

        # The dashboard is switched off, and somebody says so; the pager gets a version that has migrated.
        self.end(dashboard)
        self.assertEqual(0, self.ledger("evidence", "add", EVENT, "unused", "--client",
                                        "dashboard.py", "--by", "alice", "--reason", "switched off")[0])
        self.end(pager)
        new_pager = self.start_script("pager.py", OPT_OUT, client_info("2.0"))
        code, verdict, of = self.check()
        self.assertEqual((10, "in-use"), (code, verdict))  # 1.0 may still be about
        self.assertEqual("safe by decision", of["dashboard.py"]["standing"])
        self.assertEqual("safe by time", of["pager 2.0"]["standing"])

        self.end(new_pager)
        self.assertEqual(0, self.ledger("resolve", EVENT, "--client", "pager", "--by", "bob",
                                        "--reason", "1.0 is nowhere any more")[0])
        code, verdict, of = self.check()
        self.assertEqual((0, "safe by decision"), (code, verdict))
        self.assertEqual("resolved", of["pager 1.0"]["standing"])

        # Somebody was wrong.
        self.wait_for_the_next_second()
        self.start_script("pager.py", client_info("1.0", interest=[EVENT]))
        code, verdict, of = self.check()
        self.assertEqual((10, "in-use"), (code, verdict))
        self.assertEqual("in-use", of["pager 1.0"]["standing"])
        self.assertEqual(None, migrated.poll())

    def wait_for_the_next_second(self):
        """Times in a ledger are seconds; what is of the second of a resolution is before it."""
        at = max(row["at"] for row in self.exported("resolution"))
        server.wait_until(lambda: os.stat(self.touched()).st_mtime >= at + 1, "time stands still")

    def touched(self):
        path = os.path.join(self.host.directory, "clock")
        pathlib.Path(path).touch()
        return path


if __name__ == "__main__":
    outcome.main()
