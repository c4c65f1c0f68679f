# SPDX-License-Identifier: Apache-2.0
"""A comparison's page in a real browser: both timelines beside each other, emission by emission.
Arguments: signalbox, signalboxd."""
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

import browser
import outcome

HERE = pathlib.Path(__file__).parent
CLIENT = shlex.join([sys.executable, str(HERE / "client.py")])
SIGNALBOX = SIGNALBOXD = None

TIMELINE = """
  var table = Array.from(document.querySelectorAll('h2')).find(function (each) {
    return each.textContent.startsWith('Timelines'); }).nextElementSibling;
  return Array.from(table.tBodies[0].rows).map(function (row) {
    var cells = Array.from(row.cells);
    return {kind: row.className, number: cells[0].textContent, old: cells[2].textContent,
            what: cells[3].textContent, fresh: cells[4].textContent,
            tops: cells.map(function (each) { return each.getBoundingClientRect().top; }),
            lefts: cells.map(function (each) { return each.getBoundingClientRect().left; })};
  });
"""


@unittest.skipUnless(browser.CHROMIUM, "chromium is not installed")
class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as directory:
            page = pathlib.Path(directory, "page.html")
            done = subprocess.run(
                [SIGNALBOX, "compare", "--host", SIGNALBOXD, "--old", CLIENT + " old", "--new",
                 CLIENT + " new WrongDevice", "--scenario", str(HERE / "parity.scenario"), "--quiet",
                 "--no-control", "--format", "html", "--output", str(page)], check=False)
            assert done.returncode == 15, done
            cls.text = page.read_text(encoding="utf-8")

    def test_old_and_new_of_an_emission_stand_on_one_line(self):
        rows = browser.probe(self.text, TIMELINE)

        self.assertEqual(111, len(rows))
        for row in rows:
            self.assertEqual(1, len(set(row["tops"])), row)
            self.assertEqual(rows[0]["lefts"], row["lefts"])
        numbers = [int(row["number"].removeprefix("#")) for row in rows]
        self.assertEqual(sorted(numbers), numbers)

    def test_what_is_missing_is_shown_as_nothing_beside_what_was_there(self):
        rows = browser.probe(self.text, TIMELINE)

        missing = [row for row in rows if "missing-new" in row["what"]]
        self.assertEqual(106, len(missing))
        for row in missing:
            self.assertEqual(("differs", "nothing"), (row["kind"], row["fresh"]))
            self.assertIn("BLOCK_IO_ERROR", row["old"])
        self.assertEqual(["STOP", "RESUME"] * 2,
                         [row["fresh"].strip() for row in rows if row["old"].startswith(("S", "R"))])

    def test_it_is_shown_without_an_error_and_never_scrolls_sideways(self):
        text = self.text.replace("<head>", "<head><script>var faults = 0; addEventListener('error',"
                                           " function () { ++faults; });</script>")
        for width in (500, 1280, 1920):
            self.assertEqual([0, 0], browser.probe(text, "return [faults, Math.max(0, document."
                                                         "documentElement.scrollWidth - innerWidth)];", width))


if __name__ == "__main__":
    SIGNALBOX, SIGNALBOXD = sys.argv.pop(1), sys.argv.pop(1)
    outcome.main()
