# SPDX-License-Identifier: Apache-2.0
"""examples/migration: what its README says of each guard is so.

usage: migration_test.py SIGNALBOXD SIGNALBOX HALF_MIGRATED MIGRATED
"""
import os
import pathlib
import subprocess
import sys
import unittest

import outcome

TESTS = pathlib.Path(__file__).resolve().parents[1]
EXAMPLE = TESTS.parent / "examples/migration"
import server

HALF_MIGRATED = MIGRATED = SIGNALBOX = None
OLD = [sys.executable, str(EXAMPLE / "old_guard.py")]
DEADLINE = 30


class Guards(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(
            server.Host((EXAMPLE / "machine.info").read_text(encoding="utf-8")))
        self.admin = self.host.connect("admin.sock").negotiate()

    def is_connected(self):
        return any(each["negotiated"] and (each["defaults"] or each["connections"])
                   for each in self.admin.call("query-clients")["return"])

    def run_suite(self, guard):
        """Exit code and TAP of the suite with this guard, while the scenario happens."""
        suite = subprocess.Popen([sys.executable, str(EXAMPLE / "suite.py"), *guard], text=True,
                                 cwd=self.host.directory, stdout=subprocess.PIPE,
                                 env={**os.environ, "QMP_SOCKET": "qmp.sock"})
        self.addCleanup(suite.kill)
        server.wait_until(self.is_connected, "the guard is not connected")
        subprocess.run([SIGNALBOX, "scenario", "run", str(EXAMPLE / "failures.scenario"), "--socket",
                        "qmp.sock", "--quiet"], cwd=self.host.directory, check=True, timeout=DEADLINE,
                       stderr=subprocess.DEVNULL)
        out, _ = suite.communicate(timeout=DEADLINE)
        return suite.returncode, out

    def test_the_old_guard_does_what_it_must(self):
        code, out = self.run_suite(OLD)

        self.assertEqual(0, code, out)
        self.assertEqual(4, out.count("\nok "), out)

    def test_the_finished_guard_does_too(self):
        code, out = self.run_suite([MIGRATED])

        self.assertEqual(0, code, out)
        self.assertEqual(4, out.count("\nok "), out)

    def test_the_one_in_between_does_not(self):
        code, out = self.run_suite([HALF_MIGRATED])

        self.assertEqual(1, code)
        for name in ("a broken disk raises an alarm", "a full disk is extended once",
                     "other disks are left alone"):
            self.assertRegex(out, rf"(?m)^not ok \d - {name}$")
        self.assertRegex(out, r"(?m)^ok \d - the guard ends with the machine$")


if __name__ == "__main__":
    MIGRATED, HALF_MIGRATED, SIGNALBOX, server.SIGNALBOXD = (sys.argv.pop() for _ in range(4))
    outcome.main()
