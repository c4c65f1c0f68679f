# SPDX-License-Identifier: Apache-2.0
"""`signalbox compare`: a right client passes, each broken one is named by class and emission, and
whatever suites and hosts do, nothing is left behind. Arguments: signalbox, signalboxd."""
import json
import os
import pathlib
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import outcome

HERE = pathlib.Path(__file__).parent
CLIENT = shlex.join([sys.executable, str(HERE / "client.py")])
SCENARIO = HERE / "parity.scenario"
LATE = HERE / "late.scenario"
SIGNALBOX = SIGNALBOXD = None
DEADLINE = 240  # seconds that a comparison may take; right code needs a fraction
REPEATS = int(os.environ.get("COMPARE_REPEATS", "5"))


class Compares(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())

    def start(self, old, new, *more, host=None):
        return subprocess.Popen(
            [SIGNALBOX, "compare", "--old", old, "--new", new, "--host", host or SIGNALBOXD, *more],
            cwd=self.directory, env={**os.environ, "TMPDIR": self.directory},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")

    def run_compare(self, old, new, *more, host=None, code=None):
        """The exit code, the result, and what was told meanwhile."""
        process = self.start(old, new, *more, host=host)
        out, err = process.communicate(timeout=DEADLINE)
        if code is not None:
            self.assertEqual(code, process.returncode, out + err)
        return process.returncode, out, err

    def compare(self, new, *more, code, old=CLIENT + " old", scenario=SCENARIO):
        """The result of a comparison under the scenario, from its JSON."""
        _, out, _ = self.run_compare(old, new, "--scenario", str(scenario), "--format", "json",
                                     "--no-control", *more, code=code)
        return json.loads(out)

    def processes(self):
        """The processes that run in this test's directory or say so in their environment."""
        found = []
        for each in pathlib.Path("/proc").iterdir():
            try:
                if each.name.isdigit() and self.marker.encode() in (each / "environ").read_bytes():
                    found.append(each.name)
            except OSError:
                pass
        return found


def found(result):
    """(class, event, data) of each finding that is a difference."""
    return [(each["class"], each["event"], each.get("data"), each.get("reason", ""))
            for run in result["runs"] for each in run["findings"]
            if each["class"] not in ("filtered-by-design", "muted")]


class Clients(Compares):
    def test_the_right_one_passes(self):
        result = self.compare(CLIENT + " new", code=0)

        run = result["runs"][0]
        self.assertEqual([], found(result))
        self.assertEqual({"BLOCK_IO_ERROR": {"match": 107}, "STOP": {"match": 2},
                          "RESUME": {"match": 2}}, run["events"])
        self.assertIn("RTC_CHANGE", result["not-exercised"])
        self.assertNotIn("STOP", result["not-exercised"])

    def broken(self, defect, expected, count, scenario=SCENARIO):
        """The first finding is `expected` (class, event, device, reason), and there are so many."""
        result = self.compare(f"{CLIENT} new {defect}", code=15, scenario=scenario)
        findings = found(result)
        kind, event, device, reason = expected
        first = next(each for each in findings)
        self.assertEqual((kind, event), first[:2], findings[:3])
        if device:
            self.assertEqual(device, first[2]["device"])
        self.assertIn(reason, first[3])
        self.assertEqual(count, len(findings), findings[:5])
        self.assertTrue(all(each[0] == kind for each in findings), findings)
        return result["runs"][0]["findings"]

    def test_one_that_drops_every_100th(self):
        self.broken("DropsEvery100th", ("missing-new", "BLOCK_IO_ERROR", "disk0",
                                        "sent to the new client and not handled by it"), 1)

    def test_one_that_swaps_two(self):
        self.broken("SwapsTwo", ("order-differs", "BLOCK_IO_ERROR", "disk0",
                                 "behind one that it was sent later"), 1)

    def test_one_that_listens_to_the_wrong_device(self):
        self.broken("WrongDevice", ("missing-new", "BLOCK_IO_ERROR", "disk0", "not connected"), 106)

    def test_one_that_doubles_after_a_reconnect(self):
        self.broken("DoublesAfterReconnect", ("duplicate", "BLOCK_IO_ERROR", "disk0", "2 times"),
                    103)

    def test_one_that_connects_late(self):
        self.broken("ConnectsLate", ("late", "BLOCK_IO_ERROR", "disk0", "only before emission"), 3,
                    scenario=LATE)

    def test_one_that_ignores_a_member(self):
        findings = self.broken("IgnoresAMember", ("payload-differs", "BLOCK_IO_ERROR", None,
                                                  "not as it was sent"), 107)
        self.assertEqual([{"path": "reason", "old": "io", "new": None}], findings[0]["differences"])

    def test_one_that_misreads_a_value(self):
        findings = self.broken("MisreadsAValue", ("payload-differs", "BLOCK_IO_ERROR", None, ""), 107)
        self.assertEqual("action", findings[0]["differences"][0]["path"])

    def test_one_that_handles_one_twice(self):
        self.broken("HandlesTwice", ("duplicate", "BLOCK_IO_ERROR", "disk0", "2 times"), 1)

    def test_one_that_leaves_early(self):
        self.broken("LeavesEarly", ("missing-new", "BLOCK_IO_ERROR", "disk0", "any more"), 103)

    def test_one_that_loses_some_while_it_reconnects(self):
        self.broken("LosesSomeWhileReconnecting", ("missing-new", "BLOCK_IO_ERROR", "disk0",
                                                   "any more"), 3)

    def test_one_that_never_connects(self):
        self.broken("NeverConnects", ("missing-new", "BLOCK_IO_ERROR", "disk0", "not connected"), 107)

    def test_one_that_invents_events(self):
        self.broken("Invents", ("missing-old", "BLOCK_DEVICE_EVENT", None, "was not sent it"), 1)

    def test_verdicts_are_the_same_each_time(self):
        result = self.compare(CLIENT + " new LosesSomeWhileReconnecting", "--repeat", str(REPEATS),
                              code=15)

        verdicts = {json.dumps([run["events"], [(each["class"], each["number"], each["reason"])
                                                for each in run["findings"]]])
                    for run in result["runs"]}
        self.assertEqual(REPEATS, len(result["runs"]))
        self.assertEqual(1, len(verdicts), verdicts)


class Shrink(Compares):
    """Each broken client's scenario, made as small as it goes, still shows the same difference."""

    def small(self, defect, last=3, scenario=SCENARIO):
        """(the scenario that is left, the emissions that it makes)"""
        whole = pathlib.Path(self.directory, "whole.scenario")
        whole.write_text(scenario.read_text(encoding="utf-8").replace("repeat 100", f"repeat {last}"),
                         encoding="utf-8")
        small = pathlib.Path(self.directory, f"{defect}.scenario")
        new = f"{CLIENT} new {defect}"
        self.run_compare(CLIENT + " old", new, "--scenario", str(whole), "--no-control", "--quiet",
                         "--shrink", str(small), code=15)
        text = small.read_text(encoding="utf-8")
        _, out, _ = self.run_compare(CLIENT + " old", new, "--scenario", str(small), "--no-control",
                                     "--quiet", "--format", "json", code=15)
        result = json.loads(out)
        emissions = sum(sum(each.values()) for each in result["runs"][0]["events"].values())
        named = text.splitlines()[0].removeprefix("# ")
        self.assertEqual({named}, {f"{each[0]} {each[1]}" for each in found(result)}, text)
        return text, emissions

    def test_three_emissions_are_enough(self):
        for defect in ("SwapsTwo", "WrongDevice", "DoublesAfterReconnect", "IgnoresAMember",
                       "MisreadsAValue", "HandlesTwice", "LeavesEarly",
                       "LosesSomeWhileReconnecting", "NeverConnects", "Invents"):
            with self.subTest(defect):
                text, emissions = self.small(defect)
                self.assertLessEqual(emissions, 3, text)

    def test_of_one_that_is_late_one_before_and_one_behind_are_left(self):
        text, emissions = self.small("ConnectsLate", scenario=LATE)
        self.assertEqual(2, text.count("!! fail"), text)
        self.assertLessEqual(emissions, 3, text)  # with the reset between them

    def test_what_needs_a_hundred_is_one_step_repeated(self):
        text, emissions = self.small("DropsEvery100th", last=100)
        self.assertEqual(100, emissions, text)
        self.assertIn("repeat ", text)


class Formats(Compares):
    def result(self, form, *more):
        # Nothing in it needs the new client: the old suite runs against itself, too.
        scenario = pathlib.Path(self.directory, "control.scenario")
        scenario.write_text("repeat 101 {\n  !! fail disk0 read EIO\n}\n", encoding="utf-8")
        return self.run_compare(CLIENT + " old", CLIENT + " new DropsEvery100th", "--scenario",
                                str(scenario), "--format", form, *more, code=15)[1]

    def test_text_says_what_differs(self):
        text = self.result("text")

        self.assertTrue(text.startswith("old and new differ\n  1 emission differs\n"), text)
        self.assertIn("sent to the new client and not handled by it", text)
        self.assertIn("the old suite with itself: no difference", text)
        self.assertIn("not exercised, so no parity is claimed:", text)

    def test_junit_and_html_go_to_files(self):
        self.assertEqual("", self.result("junit", "--no-control", "--output", "out.xml"))
        self.assertEqual("", self.result("html", "--no-control", "--output", "out.html"))

        import xml.etree.ElementTree as tree
        root = tree.parse(os.path.join(self.directory, "out.xml")).getroot()
        failed = [each.get("name") for each in root.iter("testcase") if each.find("failure") is not None]
        self.assertEqual(["old and new are the same", "BLOCK_IO_ERROR"], failed)
        html = pathlib.Path(self.directory, "out.html").read_text(encoding="utf-8")
        self.assertIn("missing-new", html)

    def test_the_ledger_has_the_run_labels(self):
        self.result("json", "--no-control", "--ledger", "l.db", "--label", "nightly")

        with sqlite3.connect(os.path.join(self.directory, "l.db")) as ledger:
            labels = {row[0] for row in ledger.execute("SELECT DISTINCT run_label FROM session")}
        self.assertTrue({"nightly/old", "nightly/new"} <= labels, labels)


class Tests(Compares):
    def suite(self, *lines):
        return "printf '%s\\n' " + shlex.join(lines)

    def test_each_has_its_row(self):
        old = self.suite("1..3", "ok 1 - a", "ok 2 - b", "not ok 3 - c")
        new = self.suite("1..3", "ok 1 - a", "not ok 2 - b", "ok 3 - c")

        _, out, _ = self.run_compare(old, new, "--format", "json", code=15)

        result = json.loads(out)
        self.assertEqual({"a": "both pass", "b": "regressed", "c": "fixed"},
                         {each["name"]: each["parity"] for each in result["tests"]})
        self.assertIn("1 test fails in the new suite alone", result["reasons"])

    def test_the_host_may_be_named_from_where_one_stands(self):
        _, out, _ = self.run_compare(
            "true", "true", code=18,
            host=os.path.relpath(SIGNALBOXD, os.path.realpath(self.directory)))

        self.assertIn("nothing was compared", out)  # so it ran

    def test_nothing_compared_is_neither_parity_nor_a_difference(self):
        _, out, _ = self.run_compare("true", "true", code=18)

        self.assertTrue(out.startswith("nothing was exercised\n  nothing was compared: "), out)
        result = json.loads(self.run_compare("true", "true", "--format", "json", "--no-control", code=18)[1])
        self.assertEqual((False, "not-exercised"), (result["differs"], result["outcome"]))

    def test_without_emissions_tests_are_what_is_compared(self):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.join(self.directory, "qmp.sock"))
            server.listen()
            _, none, _ = self.run_compare("true", "true", "--socket", "qmp.sock", code=18)
            same = self.suite("1..1", "ok 1 - a")
            self.run_compare(same, same, "--socket", "qmp.sock", code=0)

        self.assertIn("nothing was compared: no test ran in both suites", none)


class Faults(Compares):
    """Of suites and hosts. `marker` stands in the environment of all that is started."""

    def setUp(self):
        super().setUp()
        self.marker = "COMPARE_TEST=" + self.directory
        os.environ["COMPARE_TEST"] = self.directory
        self.addCleanup(os.environ.pop, "COMPARE_TEST")

    def facts(self, new, *more, code=15):
        _, out, err = self.run_compare("true", new, "--no-control", "--format", "json", *more,
                                       code=code)
        self.assertEqual([], self.left())
        return json.loads(out)["runs"][0]["new"], err

    def left(self):
        own = pathlib.Path("/proc/self/environ").read_bytes()
        self.assertNotIn(self.marker.encode(), own)
        return self.processes()

    def test_a_suite_that_crashes(self):
        self.assertEqual("killed by signal 11 (Segmentation fault)",
                         self.facts("kill -SEGV $$")[0]["ending"])

    def test_a_suite_that_hangs(self):
        self.assertEqual("took too long and was ended",
                         self.facts("sleep 1000", "--timeout", "0.2")[0]["ending"])

    def test_a_suite_that_prints_binary(self):
        facts, _ = self.facts(r"head -c 100000 /dev/urandom; printf '1..\377\n'", code=18)
        self.assertTrue(facts["passed"])

    def test_a_suite_that_leaves_children(self):
        facts, _ = self.facts("setsid sleep 1000 & (setsid sh -c 'sleep 1000 & wait' &)", code=18)
        self.assertGreaterEqual(facts["left-behind"], 2)

    def test_a_client_that_connects_twice(self):
        twice = (f"{CLIENT} new & {CLIENT} new & wait")
        result = self.compare(twice, code=15)
        self.assertEqual("duplicate", found(result)[0][0])

    def test_a_suite_that_is_killed_with_its_report_half_written(self):
        half = r"""printf '{"event": "STOP", "ti' > $SIGNALBOX_SEEN; kill -9 $$"""
        self.assertEqual("killed by signal 9 (Killed)", self.facts(half)[0]["ending"])

    def test_a_suite_whose_report_is_no_report(self):
        code, _, err = self.run_compare("true", r"printf '\001\n' > $SIGNALBOX_SEEN", "--no-control")
        self.assertEqual(1, code)
        self.assertIn("what 'compare/new' says to have handled: line 1 is no JSON", err)

    def test_a_host_that_dies(self):
        kill = "kill -9 $(pgrep -f '^[^ ]*signalboxd --config '$(dirname $SIGNALBOX_DIRECTORY))"
        code, _, err = self.run_compare("sleep 1000", kill, "--no-control")
        self.assertEqual(1, code)
        self.assertIn("the host has ended: killed by signal 9 (Killed)", err)
        self.assertEqual([], self.left())

    def test_an_interrupt_leaves_nothing(self):
        for number in (signal.SIGINT, signal.SIGKILL):
            process = self.start("echo up; setsid sleep 1000", "sleep 1000")
            for line in process.stderr:
                if line == "old | up\n":
                    break
            process.send_signal(number)
            process.communicate(timeout=DEADLINE)
            while self.left():  # nothing that was started lives on; SIGKILL takes a moment
                pass
            self.assertEqual(130 if number == signal.SIGINT else -9, process.returncode)

    def test_what_cannot_be_used_is_named(self):
        config = os.path.join(self.directory, "two.info")
        pathlib.Path(config).write_text("machine a { }\nmachine b { }\n", encoding="utf-8")
        for words, code, reason in (
                (["--config", config], 1, "several machines in it; --machine says which: a, b"),
                (["--config", config, "--machine", "c"], 1, "no machine 'c' in it, but a, b"),
                (["--config", "none.info"], 1, "none.info: No such file or directory"),
                (["--config", config, "--admin", "x"], 2, "--config is for a private host"),
                (["--map", config], 1, "key 'machine' is not known"),
                (["--admin", "none.sock"], 1, "none.sock: No such file or directory")):
            got, _, err = self.run_compare("true", "true", *words)
            self.assertEqual(code, got, err)
            self.assertIn(reason, err)


if __name__ == "__main__":
    SIGNALBOX, SIGNALBOXD = sys.argv.pop(1), sys.argv.pop(1)
    outcome.main()
