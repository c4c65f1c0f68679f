#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a guard must do about its disk, whichever client it is.

usage: suite.py GUARD…      the guard's command; the machine is at $QMP_SOCKET, and failures.scenario happens to it

Prints the results as TAP. The guard runs once; the tests look at what it has said.
"""
import os
import subprocess
import sys
import unittest

GUARD = sys.argv[1:]
DISK = "disk0"


class Guard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run([*GUARD, os.environ["QMP_SOCKET"], DISK], text=True, timeout=60,
                              stdout=subprocess.PIPE, check=False)
        cls.exit_code = done.returncode
        cls.said = [line for line in done.stdout.splitlines() if line != "ready"]

    def test_a_full_disk_is_extended_once(self):
        self.assertEqual(1, self.said.count(f"extend {DISK}"), self.said)

    def test_a_broken_disk_raises_an_alarm(self):
        self.assertEqual(1, self.said.count(f"alarm {DISK}"), self.said)

    def test_other_disks_are_left_alone(self):
        self.assertEqual([], [line for line in self.said if not line.endswith(DISK)])

    def test_the_guard_ends_with_the_machine(self):
        self.assertEqual(0, self.exit_code)


class Tap(unittest.TestResult):
    """A line for each test, and why where it fails."""

    def say(self, test, ok, why=""):
        name = test.id().split(".")[-1].removeprefix("test_").replace("_", " ")
        print("ok" if ok else "not ok", self.testsRun, "-", name)
        for line in why.strip().splitlines()[-1:]:
            print("  #", line)

    def addSuccess(self, test):
        self.say(test, True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say(test, False, str(err[1]))

    def addError(self, test, err):
        super().addError(test, err)
        self.say(test, False, repr(err[1]))


if __name__ == "__main__":
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(Guard)
    print(f"1..{tests.countTestCases()}")
    result = tests.run(Tap())
    sys.exit(0 if result.wasSuccessful() else 1)
