# SPDX-License-Identifier: Apache-2.0
"""A test that fails is never taken for one that was skipped, in Python, in shell and in GoogleTest.

usage: PYTHONPATH=tests outcome_test.py OUTCOME_CASES [unittest arguments]
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import outcome
import tree

TESTS = tree.ROOT / "tests"
SKIP = "    def test_a(self): self.skipTest('no machine')\n"
FAIL = "    def test_b(self): self.fail('a failure')\n"
PASS = "    def test_c(self): pass\n"


class Programs(unittest.TestCase):
    """Programs of tests, each run by itself: its exit status and stdout."""

    def in_python(self, body):
        return self.run_program([sys.executable], "half.py",
                                "import unittest, outcome\nclass Half(unittest.TestCase):\n" + body
                                + "outcome.main()\n")

    def in_shell(self, body):
        return self.run_program(["bash"], "half.sh",
                                f"set -euo pipefail\n. {TESTS / 'outcome.bash'}\n" + body)

    def run_program(self, interpreter, name, text):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory, name)
            path.write_text(text, encoding="utf-8")
            done = subprocess.run([*interpreter, path], capture_output=True, text=True,
                                  env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(TESTS)})
        return done.returncode, done.stdout

    def test_a_skip_is_one_and_says_why(self):
        status, said = self.in_python(SKIP + PASS)

        self.assertEqual(outcome.SKIPPED, status)
        self.assertRegex(said, r"(?m)^skipped: test_a .*: no machine$")

    def test_a_class_may_be_skipped_before_any_test_of_it(self):
        status, said = self.in_python("    @classmethod\n    def setUpClass(cls):\n"
                                      "        raise unittest.SkipTest('no machine')\n" + PASS)

        self.assertEqual(outcome.SKIPPED, status)
        self.assertIn(": no machine\n", said)

    def test_a_failure_beside_a_skip_is_a_failure(self):
        for beside in (FAIL, "    def test_b(self): raise ValueError\n",
                       "    @unittest.expectedFailure\n" + PASS,
                       "    @classmethod\n    def tearDownClass(cls): raise ValueError\n"):
            with self.subTest(beside=beside):
                self.assertEqual(1, self.in_python(SKIP + beside)[0])

    def test_what_passes_ends_with_0_and_no_test_at_all_with_1(self):
        self.assertEqual((0, ""), self.in_python(PASS))
        self.assertEqual((1, "no test was run\n"), self.in_python("    pass\n"))

    def test_a_script_is_skipped_by_skip_alone(self):
        self.assertEqual((77, "skipped: no machine\n"), self.in_shell("skip 'no machine'\n"))
        self.assertEqual((77, "skipped: no-such-program is not installed\n"),
                         self.in_shell("needs bash no-such-program\n"))
        for body in ("exit 77\n", "bash -c 'exit 77'\n", "bash -c 'exit 77'; true\n"):
            with self.subTest(body=body):
                self.assertEqual(1, self.in_shell(body)[0])
        self.assertEqual(0, self.in_shell("needs bash\n")[0])
        self.assertEqual(3, self.in_shell("exit 3\n")[0])


class GoogleTest(unittest.TestCase):
    """Tests of the program outcome_cases."""

    def assert_ends(self, status, *names):
        done = subprocess.run([CASES, "--gtest_filter=" + ":".join("Case." + name for name in names)],
                              capture_output=True, text=True)
        self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        self.assertNotRegex(done.stdout, r"\[  SKIPPED \]", "what gtest_discover_tests takes for a skip")
        return done.stdout

    def test_a_skip_is_one_and_says_why(self):
        said = self.assert_ends(outcome.SKIPPED, "Skips", "Passes")

        self.assertIn("no machine\n", said)
        self.assertIn("skipped: Case.Skips\n", said)
        self.assertIn("1 passed, 0 failed, 1 skipped\n", said)

    def test_a_failure_beside_a_skip_is_a_failure(self):
        self.assert_ends(1, "Skips", "Fails")
        self.assert_ends(1, "FailsAndSkips")

    def test_a_failure_at_the_end_of_the_program_is_one(self):
        self.assert_ends(23, "SkipsAndFailsAtExit")

    def test_what_passes_ends_with_0(self):
        self.assertIn("[  PASSED  ] 1 test", self.assert_ends(0, "Passes"))


class Tests(unittest.TestCase):
    """The tests of this tree."""

    def found(self, pattern, suffixes, but=()):
        return [f"{path}:{number}: {line.strip()}" for path in tree.paths()
                if path.parts[0] == "tests" and path.suffix in suffixes and str(path) not in but
                for number, line in enumerate(tree.lines(path), 1) if re.search(pattern, line)]

    def test_in_python_all_end_by_outcome(self):
        self.assertEqual([], self.found(r"unittest\.main\(|exit\(77\)", {".py"},
                                        but={"tests/outcome.py", "tests/house/outcome_test.py"}),
                         "a test program ends with outcome.main()")

    def test_in_shell_all_skip_by_skip(self):
        self.assertEqual([], self.found(r"\bexit 77", {".sh", ".bash"}, but={"tests/outcome.bash"}),
                         "a script says `skip REASON`, of tests/outcome.bash")

    def test_none_is_skipped_for_what_it_prints(self):
        self.assertEqual([], self.found("SKIP_REGULAR_EXPRESSION", {".txt"}),
                         "a failure would be hidden beside a skip")
        self.assertEqual([], self.found("COMMAND python3", {".txt"}, but={"tests/CMakeLists.txt"}),
                         "tests in Python are added by signalbox_python_test()")
        self.assertEqual([], self.found(r"gtest_discover_tests|GTest::", {".txt"}, but={"tests/CMakeLists.txt"}),
                         "tests of GoogleTest are added by signalbox_google_test()")


if __name__ == "__main__":
    CASES = sys.argv.pop(1)
    outcome.main()
