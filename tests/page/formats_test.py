#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The ledger's report as text, JSON, CSV, Markdown and JUnit: one content, each as its readers want it.

usage: formats_test.py SIGNALBOX [unittest arguments]
"""
import contextlib
import csv
import fcntl
import io
import json
import os
import pathlib
import pty
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import unittest
import xml.etree.ElementTree

import json_schema
import made_ledger
import outcome

SIGNALBOX = None
SCHEMA = json.loads((pathlib.Path(__file__).parents[2] / "docs/report.schema.json").read_text(encoding="utf-8"))


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.file = os.path.join(folder.name, "ledger.db")
        made_ledger.make(cls.file, 24, 60)

    def report(self, *words, code=0):
        done = subprocess.run([SIGNALBOX, "ledger", "report", "--ledger", self.file, *words], text=True,
                              capture_output=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout if code == 0 else done.stderr

    def json(self, *words):
        return json.loads(self.report("--format", "json", *words))

    def test_json_is_as_its_schema_says(self):
        for by in ("event", "client"):
            for words in ([], ["--days", "4000"], ["--pseudonymous"]):
                report = self.json("--by", by, *words)
                self.assertEqual(list(json_schema.faults(report, SCHEMA, SCHEMA)), [])
                self.assertGreater(len(report[by + "s"]), 10)

    def test_the_schema_finds_what_is_wrong(self):
        report = self.json("--by", "event")
        for change in ({"schema": "signalbox-report-2"}, {"clients": []}, {"more": 1},
                       {"events": [{**report["events"][0], "verdict": "fine"}]},
                       {"events": [{**report["events"][0], "emitted": -1}]},
                       {"events": [{**report["events"][0], "emitted": "1"}]},
                       {"events": [{**report["events"][0], "last-delivered": "today"}]},
                       {"events": [{"event": "STOP"}]}):
            self.assertNotEqual(list(json_schema.faults({**report, **change}, SCHEMA, SCHEMA)), [], change)

    def test_csv_has_the_rows_of_json(self):
        for by in ("event", "client"):
            expected = [{name: str(value) for name, value in each.items() if value is not None}
                        for each in self.json("--by", by, "--pseudonymous")[by + "s"]]
            rows = csv.DictReader(io.StringIO(self.report("--by", by, "--format", "csv"), newline=""))
            self.assertEqual([{name: value for name, value in row.items() if value} for row in rows], expected)

    def test_markdown_has_the_rows_of_json(self):
        lines = self.report("--by", "client", "--format", "markdown").split("\n\n")[0].splitlines()
        self.assertEqual(len(lines), 2 + len(self.json("--by", "client")["clients"]))
        self.assertEqual({line.count("|") for line in lines}, {13})

    def on_terminal(self, columns, *words):
        """The output on a terminal of so many columns."""
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("4H", 50, columns, 0, 0))
        with os.fdopen(ours, "rb", buffering=0) as screen, subprocess.Popen(
                [SIGNALBOX, "ledger", "report", "--ledger", self.file, *words], stdout=its) as process:
            os.close(its)
            text = b""
            with contextlib.suppress(OSError):  # it has ended
                while more := screen.read(65536):
                    text += more
            self.assertEqual(process.wait(60), 0)
        return text.decode().splitlines()

    def test_text_fits_the_terminal(self):
        for by in ("event", "client"):
            for columns in (100, 110):
                lines = self.on_terminal(columns, "--by", by)
                self.assertLessEqual(max(map(len, lines)), columns)
            whole = max(map(len, self.report("--by", by).splitlines()))
            self.assertEqual(max(map(len, self.on_terminal(whole, "--by", by))), whole)

    def test_text_is_whole_where_there_is_no_terminal(self):
        text = self.report("--by", "client")
        for each in self.json("--by", "client")["clients"]:
            self.assertIn(each["client"], text)
        self.assertNotIn("…", text)

    def test_junit_has_a_test_for_each_item(self):
        suite = xml.etree.ElementTree.fromstring(self.report("--format", "junit")).find("testsuite")
        cases = suite.findall("testcase")
        self.assertEqual(len(cases), 2 * len(made_ledger.EVENTS))
        self.assertEqual(suite.get("tests"), str(len(cases)))
        for outcome in ("failure", "error"):
            self.assertEqual(suite.get(outcome + "s"), str(len(suite.findall(f"testcase/{outcome}"))))
        by_event = {}
        for case in cases:
            wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
            by_event.setdefault(case.get("name"), []).append("safe" if wrong is None else wrong.get("type"))
        worst = ["in-use", "unknown", "unproven", "safe"]
        self.assertEqual({event: min(each, key=worst.index) for event, each in by_event.items()},
                         {each["event"]: each["verdict"].split()[0] for each in self.json()["events"]})
        self.assertIn("in-use", {each["verdict"] for each in self.json()["events"]})

    def test_names_are_shown_where_the_format_stays_at_home(self):
        for words, shown in ((["--format", "text"], True), (["--format", "json"], True),
                             (["--format", "markdown"], True), (["--format", "csv"], False),
                             (["--format", "html"], False), (["--format", "csv", "--names"], True),
                             (["--format", "text", "--pseudonymous"], False),
                             (["--format", "junit", "--pseudonymous"], False), (["--format", "junit"], True)):
            self.assertEqual("vm-watch-" in self.report("--by", "client", *words), shown, words)

    def test_json_tells_whose_pseudonym_it_is(self):
        named = {each["pseudonym"]: each["client"] for each in self.json("--by", "client")["clients"]}
        hidden = {each["client"] for each in self.json("--by", "client", "--pseudonymous")["clients"]}
        self.assertEqual(set(named), hidden)
        self.assertEqual(len(set(named.values())), len(named))

    def test_output_goes_into_a_file(self):
        file = os.path.join(self.folder, "report.html")
        self.assertEqual(self.report("--format", "html", "--output", file), "")
        self.assertIn("<!doctype html>", pathlib.Path(file).read_text(encoding="utf-8"))
        self.assertFalse(os.stat(file).st_mode & stat.S_IXUSR)

    def test_a_file_that_cannot_be_written_is_named(self):
        errors = self.report("--output", os.path.join(self.folder, "none", "x"), code=1)
        self.assertRegex(errors, "Cannot write '.*none/x': No such file or directory")


if __name__ == "__main__":
    SIGNALBOX = os.path.abspath(sys.argv.pop(1))
    outcome.main()
