# SPDX-License-Identifier: Apache-2.0
"""signalbox schema: argument 1 is signalbox."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import outcome

SIGNALBOX = sys.argv.pop()

EARLIER = "[ 'press', {}, { 'visitor': 'str' }, 'int' ]\n"
WIDER = "[ 'press', {}, { 'visitor': 'str', 'hard': 'bool' }, 'int' ]\n"
NARROWER = "[ 'press', { 'visitor': 'str' }, {}, 'int' ]\n"


class Schema(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(
            self.enterContext(tempfile.TemporaryDirectory(prefix="signalbox-")))
        for name, text in (("earlier", EARLIER), ("wider", WIDER), ("narrower", NARROWER)):
            (self.directory / f"{name}.json").write_text(text, encoding="ascii")

    def schema(self, *words):
        done = subprocess.run([SIGNALBOX, "schema", *words], cwd=self.directory, text=True,
                              capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def test_check_says_nothing_where_nothing_is_wrong(self):
        self.assertEqual((0, "", ""), self.schema("check", "earlier.json"))

    def test_check_prints_faults_with_their_place(self):
        (self.directory / "bad.json").write_text("[ 'press', {}, {}, 'Bell' ]\n", encoding="ascii")

        code, out, err = self.schema("check", "bad.json")

        self.assertEqual((3, ""), (code, out))
        self.assertRegex(err, r"^bad\.json:1:\d+: error: .*Bell")

    def test_check_of_what_is_not_there_is_another_error(self):
        self.assertEqual(1, self.schema("check", "none.json")[0])

    def test_diff_finds_a_growing_schema_compatible(self):
        self.assertEqual(
            (0, "ok      command 'press': argument 'hard' is new\n"
                "compatible: clients of the earlier version get on with the later\n", ""),
            self.schema("diff", "earlier.json", "wider.json"))

    def test_diff_finds_what_breaks_clients(self):
        self.assertEqual(
            (3, "breaks  command 'press': argument 'visitor' is required now\n"
                "incompatible: 1 change breaks clients of the earlier version\n", ""),
            self.schema("diff", "earlier.json", "narrower.json"))

    def test_diff_in_json_says_the_same(self):
        code, out, _ = self.schema("diff", "wider.json", "earlier.json", "--json")

        self.assertEqual(3, code)
        self.assertEqual({"compatible": False, "changes": [
            {"breaks": True, "text": "command 'press': argument 'hard' is gone"}]}, json.loads(out))


if __name__ == "__main__":
    outcome.main()
