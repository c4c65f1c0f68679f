# SPDX-License-Identifier: Apache-2.0
"""The end of every test program in Python: an exit status that tells a failure from a skip."""
import sys
import unittest

SKIPPED = 77  # SKIP_RETURN_CODE in tests/CMakeLists.txt


def status_of(result):
    """What a run of unittest ends with: 0, 1 after a failure or without any test, SKIPPED."""
    if not result.wasSuccessful() or result.testsRun + len(result.skipped) == 0:
        return 1
    return SKIPPED if result.skipped else 0


def main(argv=None):
    """Runs the program's tests, or those that stand in `argv` (as unittest.main() reads it; None: sys.argv).

    Ends the process with status_of(). The last lines on stdout say why each skipped test was."""
    result = unittest.main("__main__", argv=argv, verbosity=2, exit=False).result
    sys.stderr.flush()
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    if result.testsRun + len(result.skipped) == 0:
        print("no test was run")
    sys.stdout.flush()
    sys.exit(status_of(result))
