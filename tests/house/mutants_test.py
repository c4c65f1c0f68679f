# SPDX-License-Identifier: Apache-2.0
"""Each mutant of tests/mutants still breaks something: its patch applies, and its head says all that is needed."""
import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest

import outcome
import tree

FOLDER = tree.ROOT / "tests" / "mutants"


def load_run():
    loader = importlib.machinery.SourceFileLoader("mutants_run", str(FOLDER / "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class Mutants(unittest.TestCase):
    def setUp(self):
        self.run_module = load_run()
        self.mutants = [self.run_module.mutant_of(path) for path in sorted(FOLDER.glob("*.patch"))]

    def test_each_patch_applies(self):
        self.assertEqual([], self.run_module.check(self.mutants),
                         "what it breaks has changed: write the patch again, or remove it with what it broke")

    def test_each_says_what_is_built_and_run(self):
        for each in self.mutants:
            with self.subTest(each.name):
                self.assertRegex(each.what, r"\.$")
                self.assertTrue(each.targets)
                self.assertTrue(each.tests.startswith("^"))

    def test_the_table_has_a_row_for_each(self):
        rows = self.run_module.noticed()
        self.assertEqual({each.name for each in self.mutants}, set(rows), "run tests/mutants/run with their names")
        for each in self.mutants:
            with self.subTest(each.name):
                self.assertRegex(rows[each.name].split(" and ")[0], f"{each.tests}|^not run yet$")
                self.assertIn(f"| `{each.name}` | {each.what} | ", self.run_module.TABLE.read_text("utf-8"))

    def test_one_that_does_not_apply_is_found(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory, "gone.patch")
            path.write_text("Nothing.\n\nTargets: x\nTests: ^x\n\n--- a/README.md\n+++ b/README.md\n"
                            "@@ -1,1 +1,1 @@\n-no such line\n+x\n", encoding="ascii")
            self.assertEqual(["gone"], self.run_module.check([self.run_module.mutant_of(path)]))


if __name__ == "__main__":
    outcome.main()
