# SPDX-License-Identifier: Apache-2.0
"""`signalbox ledger ablate`: what a suite needs is found out by muting it. Arguments: signalbox,
signalboxd."""
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import unittest

import outcome
import sql_ledger

SIGNALBOX = SIGNALBOXD = None
SUITE = pathlib.Path(__file__).parent / "ablation_suite.py"
DEADLINE = 240  # seconds that an ablation may take; right code needs a fraction
EVENT = "BLOCK_IO_ERROR"


def suite(*words):
    return shlex.join([sys.executable, str(SUITE), *map(str, words)])


class Ablates(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.ledger = os.path.join(self.folder, "l.db")
        self.counter = os.path.join(self.folder, "counter")
        sql_ledger.make(self.ledger, "-- nothing more")

    def start(self, *words):
        return subprocess.Popen([SIGNALBOX, *words], cwd=self.folder, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True,
                                env={**os.environ, "TMPDIR": self.folder})

    def run_ablate(self, command, *more, code=0):
        """stdout and stderr."""
        if "--ledger" not in more:
            more += ("--ledger", self.ledger)
        process = self.start("ledger", "ablate", "--suite", command, "--host", SIGNALBOXD, *more)
        out, err = process.communicate(timeout=DEADLINE)
        self.assertEqual(code, process.returncode, out + err)
        return out, err

    def ablate(self, command, *more):
        out, _ = self.run_ablate(command, "--format", "json", *more)
        self.assert_clean()
        return json.loads(out)

    def assert_clean(self):
        """Neither state nor directories are left."""
        names = [each for each in os.listdir(self.folder) if "abl" in each]
        self.assertEqual([], names)

    def evidence(self):
        return self.rows("SELECT client.name, version, item.kind, item.name, evidence.kind, sign, "
                         "strength FROM evidence JOIN build ON build.id = build JOIN client "
                         "ON client.id = client JOIN item ON item.id = item ORDER BY evidence.id")

    def rows(self, query):
        return sql_ledger.rows(self.ledger, query)

    def verdict(self):
        """Of the default connection."""
        done = subprocess.run([SIGNALBOX, "ledger", "check", EVENT, "--format", "json", "--ledger",
                               self.ledger], capture_output=True, text=True, timeout=60)
        return next(row["verdict"] for row in json.loads(done.stdout)["verdicts"]
                    if row["kind"] == "default-connection")

    def runs(self):
        return os.path.getsize(self.counter)


class Verdicts(Ablates):
    def test_a_suite_that_fails_without_the_event_proves_its_use(self):
        before = self.verdict()

        result = self.ablate(suite("needs", self.counter), "--name", "nightly")

        self.assertEqual([{"event": EVENT, "result": "fails", "runs": 3, "failed": 3,
                           "items": ["default-connection"], "evidence": "ablation-fail"}],
                         result["events"])
        self.assertEqual([(SUITE.name, "", "default-connection", EVENT, "ablation-fail", "used", 5)],
                         self.evidence())
        self.assertEqual([("nightly, 1 test: failed 3 of 3 runs without it, passed 4 of 4 with it",)],
                         self.rows("SELECT reason FROM evidence"))
        self.assertEqual(3 + 3 + 1, self.runs())
        self.assertEqual("safe by time", before)
        self.assertEqual("in-use", self.verdict())

    def test_a_suite_that_stays_green_is_something_to_point_to(self):
        result = self.ablate(suite("ignores", self.counter))

        self.assertEqual(["passes"], [each["result"] for each in result["events"]])
        self.assertEqual([(SUITE.name, "", "default-connection", EVENT, "ablation-pass", "unused", 3)],
                         self.evidence())
        self.assertEqual(3 + 3, self.runs())
        self.assertEqual("unproven", self.verdict())

    def test_each_muted_run_is_an_experiment(self):
        self.ablate(suite("needs"), "--name", "nightly", "--label", "left")

        self.assertEqual([("ablation", "nightly", "left", "failed", 1, "exit code 1")] * 3,
                         self.rows("SELECT kind, suite, run_label, outcome, muted, reason "
                                   "FROM experiment"))
        self.assertEqual([(2,)] * 3, self.rows("SELECT count(*) FROM experiment_item "
                                               "GROUP BY experiment"))
        self.assertEqual(0, self.start("ledger", "fsck", "--ledger", self.ledger).wait(60))

    def test_what_the_private_host_counts_stays_out_of_the_ledger(self):
        before = self.rows("SELECT * FROM coverage")

        self.ablate(suite("ignores"))

        self.assertEqual(before, self.rows("SELECT * FROM coverage"))
        self.assertEqual([("vm1",)], self.rows("SELECT name FROM machine"))

    def test_state_may_be_kept_from_a_machine_that_is_there_for_this_alone(self):
        result = self.ablate(suite("halts"), "--event", "STOP")

        self.assertEqual([("STOP", "fails")],
                         [(each["event"], each["result"]) for each in result["events"]])

    def test_an_event_that_does_not_come_is_no_evidence(self):
        result = self.ablate(suite("ignores", self.counter), "--event", "WATCHDOG")

        self.assertEqual([("WATCHDOG", "not-received")],
                         [(each["event"], each["result"]) for each in result["events"]])
        self.assertEqual([], self.evidence())
        self.assertEqual(3, self.runs())

    def test_a_running_host_is_not_disturbed(self):
        import server
        server.SIGNALBOXD = SIGNALBOXD
        with server.Host("ledger { path l.db }\n" + server.machine()) as host:
            host.connect().negotiate().call("query-status")
            self.ledger = os.path.join(host.directory, "l.db")
            result = self.ablate(suite("needs"))

            self.assertEqual(1, result["evidence"])
            self.assertEqual([], self.rows("SELECT id FROM experiment"))
            host.connect().negotiate().call("query-status")


class Flaky(Ablates):
    def test_one_that_fails_now_and_then_gives_no_evidence(self):
        result = self.ablate(suite("turns", self.counter, "ppf"))

        self.assertTrue(result["controls"]["flaky"])
        self.assertEqual([("flaky", 5)], [(each["result"], each["runs"])
                                          for each in result["events"]])
        self.assertEqual([], self.evidence())

    def test_an_event_without_which_it_fails_now_and_then_is_muted_more_often(self):
        result = self.ablate(suite("turns", self.counter, "pppfp"))

        self.assertEqual([("flaky", 5)], [(each["result"], each["runs"])
                                          for each in result["events"]])
        self.assertEqual([], self.evidence())

    def test_five_failures_of_five_are_evidence_all_the_same(self):
        result = self.ablate(suite("turns", self.counter, "ppffffffp"))

        self.assertTrue(result["controls"]["flaky"])
        self.assertEqual([("fails", 5)], [(each["result"], each["runs"])
                                          for each in result["events"]])

    def test_a_suite_that_is_red_tells_nothing(self):
        _, err = self.run_ablate(suite("turns", self.counter, "f"), code=1)

        self.assertIn("the suite fails with nothing muted: exit code 1", err)
        self.assertEqual(3, self.runs())
        self.assertEqual([], self.evidence())
        self.assert_clean()

    def test_something_that_breaks_meanwhile_is_not_blamed_on_the_event(self):
        _, err = self.run_ablate(suite("turns", self.counter, "ppp" + "f" * 20), code=1)

        self.assertIn("the suite fails with nothing muted", err)
        self.assertEqual([], self.evidence())


class Interrupted(Ablates):
    def start_pausing(self, *more):
        fifo = os.path.join(self.folder, "fifo")
        if not os.path.exists(fifo):
            os.mkfifo(fifo)
        self.command = suite("pauses", self.counter, fifo)
        process = self.start("ledger", "ablate", "--suite", self.command, "--host", SIGNALBOXD,
                             "--ledger", self.ledger)
        with open(fifo, encoding="utf-8") as told:
            self.assertEqual("up\n", told.read())
        return process

    def interrupt(self, number):
        process = self.start_pausing()
        process.send_signal(number)
        return process, process.communicate(timeout=DEADLINE)[1]

    def test_the_next_call_goes_on(self):
        for number in (signal.SIGINT, signal.SIGKILL):
            with self.subTest(number):
                self.setUp()
                process, err = self.interrupt(number)
                self.assertEqual(-9 if number == signal.SIGKILL else 130, process.returncode, err)
                self.assertEqual([], self.evidence())

                _, err = self.run_ablate(self.command)

                self.assertIn("goes on after 4 runs", err)
                self.assertEqual(3 + 3 + 1 + 1, self.runs())  # the one that was killed, twice
                self.assertEqual(["ablation-fail"], [row[4] for row in self.evidence()])

    def test_an_interrupt_leaves_the_finished_runs_alone(self):
        _, err = self.interrupt(signal.SIGINT)

        self.assertIn("the same command goes on from here", err)
        left = [each for each in os.listdir(self.folder) if "abl" in each]
        self.assertEqual(1, len(left), left)
        self.assertTrue(left[0].startswith("l.db-ablation-"), left)

    def test_half_a_line_is_no_run(self):
        self.interrupt(signal.SIGINT)
        state = next(pathlib.Path(self.folder).glob("l.db-ablation-*"))
        state.write_text(state.read_text(encoding="utf-8")[:-20], encoding="utf-8")

        _, err = self.run_ablate(self.command)

        self.assertIn("goes on after 3 runs", err)

    def test_restart_begins_anew(self):
        self.interrupt(signal.SIGINT)

        _, err = self.run_ablate(self.command, "--restart")

        self.assertNotIn("goes on", err)
        self.assertEqual(5 + 3 + 3 + 1, self.runs())

    def test_the_state_of_another_ablation_is_refused(self):
        self.interrupt(signal.SIGINT)
        state = next(pathlib.Path(self.folder).glob("l.db-ablation-*"))

        _, err = self.run_ablate(suite("ignores"), "--state", str(state), code=1)

        self.assertIn("is the state of another ablation; --restart begins anew", err)
        self.assertTrue(state.exists())


class Clients(Ablates):
    def test_one_of_several_is_named(self):
        _, err = self.run_ablate(suite("both"), code=1)
        self.assertIn("Several clients come to the suite; --client says which it is about: ", err)

        result = self.ablate(suite("both"), "--client", "tested")

        self.assertEqual(["1.0"], result["client"]["versions"])
        self.assertEqual([("tested", "1.0", "default-connection", EVENT, "ablation-fail", "used", 5)],
                         self.evidence())

    def test_the_event_is_muted_for_that_one_alone(self):
        result = self.ablate(suite("both"), "--client", "other")

        self.assertEqual(["passes"], [each["result"] for each in result["events"]])

    def test_a_suite_may_stand_for_a_client_of_the_ledger(self):
        sql_ledger.change(self.ledger, "INSERT INTO client (fingerprint, kind, transport, name, "
                          "first_seen, last_seen) VALUES (printf('%064d', 7), 'program', 'unix', "
                          "'agent', 1, 1); INSERT INTO build (client, version, first_seen, last_seen) "
                          "SELECT id, '2.0', 1, 1 FROM client;")
        _, err = self.run_ablate(suite("needs"), "--client", "agent", code=1)
        self.assertIn("The ledger has no version '' of 'agent'; --client-version says", err)

        self.ablate(suite("needs"), "--client", "agent", "--client-version", "2.0")

        self.assertEqual([("agent", "2.0", "default-connection", EVENT, "ablation-fail", "used", 5)],
                         self.evidence())

    def test_a_suite_without_a_client_is_no_suite(self):
        _, err = self.run_ablate(suite("absent"), code=1)

        self.assertIn("no client of the suite has come to the socket in $QMP_SOCKET", err)

    def test_what_cannot_be_used_is_named(self):
        for words, code, reason in (
                (["--ledger", "none.db"], 1, "Cannot open ledger 'none.db'"),
                (["--config", "none.info"], 1, "none.info"),
                (["--client", "nobody"], 1, "No client 'nobody' is in the ledger"),
                (["--repeat", "0"], 2, "--repeat")):
            with self.subTest(words[0]):
                _, err = self.run_ablate(suite("ignores"), *words, code=code)
                self.assertIn(reason, err)
        self.assert_clean()


class Compared(Ablates):
    def test_compare_ablates_the_old_suite_under_its_label(self):
        os.remove(self.ledger)
        process = self.start("compare", "--old", suite("needs"), "--new", suite("ignores"),
                             "--host", SIGNALBOXD, "--no-control", "--ledger", self.ledger,
                             "--ablate", "--format", "json", "--label", "nightly")
        out, err = process.communicate(timeout=DEADLINE)
        self.assertIn(process.returncode, (0, 15, 18), err)
        json.loads(out)

        self.assertEqual([(SUITE.name, "", "default-connection", EVENT, "ablation-fail", "used", 5)],
                         self.evidence())
        self.assertEqual([("nightly/old",)], self.rows("SELECT DISTINCT run_label FROM experiment"))
        self.assertIn("BLOCK_IO_ERROR  needed: the suite fails without it, 3 of 3 runs", err)

    def test_it_needs_a_ledger(self):
        process = self.start("compare", "--old", "true", "--new", "true", "--ablate")
        self.assertIn("--ablate needs a --ledger to write to", process.communicate(timeout=60)[1])
        self.assertEqual(2, process.returncode)


if __name__ == "__main__":
    SIGNALBOX, SIGNALBOXD = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    outcome.main()
