# SPDX-License-Identifier: Apache-2.0
"""`signalbox ledger` as a gate and for people: the argument is signalbox."""
import json
import os
import pathlib
import pwd
import stat
import subprocess
import sys
import tempfile
import time
import unittest

import outcome
import sql_ledger

SIGNALBOX = sys.argv.pop(1)
WHO = ["--by", "bob", "--reason", "said so"]
ITEM = "BLOCK_IO_ERROR"


class Ledger(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.path = os.path.join(self.folder, "l.db")

    def make(self, sql):
        sql_ledger.make(self.path, sql)

    def leave(self):
        """Ends the sessions of all clients: no decision holds for one that is connected."""
        sql_ledger.change(self.path, "UPDATE session SET closed = opened + 60 WHERE closed IS NULL;"
                                     "UPDATE use SET last = first + 60;")

    def run_ledger(self, *words, ledger=None):
        """Exit code, stdout and stderr."""
        done = subprocess.run([SIGNALBOX, "ledger", *words, "--ledger", ledger or self.path],
                              text=True, capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def code(self, *words, **more):
        return self.run_ledger(*words, **more)[0]

    def verdict(self, kind="default-connection"):
        rows = json.loads(self.run_ledger("check", "--format", "json")[1])["verdicts"]
        return next(row["verdict"] for row in rows if row["kind"] == kind)


class Check(Ledger):
    def test_each_verdict_has_its_exit_code(self):
        for sql, code in [("opt_out_of_all", 0), ("statement_of_non_use", 0), ("interest_lists_it", 10),
                          ("exposed_without_evidence", 11), ("watched_for_29_days", 12)]:
            with self.subTest(sql):
                self.path = os.path.join(self.folder, sql)
                self.make(sql)
                self.assertEqual(code, self.code("check"))

    def test_only_what_is_asked_for_fails(self):
        self.make("exposed_without_evidence")

        self.assertEqual(0, self.code("check", "--fail-on", "in-use,unknown"))
        self.assertEqual(11, self.code("check", "--fail-on", "unproven"))
        self.assertEqual(2, self.code("check", "--fail-on", "safe"))

    def test_numbers_may_be_set(self):
        self.make("watched_for_29_days")

        self.assertEqual(0, self.code("check", "--coverage-days", "29"))

    def test_an_item_that_is_not_there_is_an_error(self):
        self.make("opt_out_of_all")

        self.assertEqual(0, self.code("check", ITEM))
        self.assertEqual((1, "signalbox: nothing named 'STOP' is in the ledger\n"),
                         self.run_ledger("check", "STOP")[::2])

    def test_text_names_the_grounds_and_the_next_step(self):
        self.make("exposed_without_evidence")

        text = self.run_ledger("check")[1]

        self.assertIn("default-connection BLOCK_IO_ERROR: unproven\n", text)
        self.assertIn("because old 1.0 has it now, and is settled by a person, or by time from ", text)
        self.assertIn("signalbox ledger guide 'old'\n", text)

    def test_a_newer_ledger_has_an_exit_code_of_its_own(self):
        self.make("opt_out_of_all")
        sql_ledger.change(self.path, "PRAGMA user_version = 99; DROP TABLE waiver;")

        self.assertEqual(17, self.code("check"))
        self.assertEqual(17, self.code("resolve", ITEM, "--client", "modern", *WHO))
        self.assertEqual(17, self.code("migrate", "--check"))

    def test_a_missing_ledger_is_an_error_and_is_not_made(self):
        for words in (["check"], ["resolve", ITEM, "--client", "x", *WHO], ["migrate"]):
            self.assertEqual(1, self.code(*words))
        self.assertEqual([], os.listdir(self.folder))

    def test_every_subcommand_explains_itself(self):
        for name in ["guide", "check", "baseline", "resolve", "waive", "evidence", "diff", "merge",
                     "migrate", "prune", "forget", "export"]:
            done = subprocess.run([SIGNALBOX, "ledger", name, "--help"], text=True,
                                  capture_output=True, timeout=60)
            self.assertEqual(0, done.returncode)
            text = done.stdout
            if name != "evidence":
                self.assertIn("Exit codes", text, name)


class Baseline(Ledger):
    def setUp(self):
        super().setUp()
        self.make("all_kinds_of_clients")
        self.file = os.path.join(self.folder, "baseline")
        self.assertEqual(0, self.code("baseline", "write", self.file))

    def test_the_same_clients_pass(self):
        self.assertEqual(0, self.code("baseline", "check", self.file))
        self.assertEqual(0, self.code("check", "--baseline", self.file))
        self.assertEqual(10, self.code("check", "--baseline", self.file, "--fail-on", "in-use"))

    def test_a_new_client_fails(self):
        path = pathlib.Path(self.file)
        path.write_text("".join(line for line in path.read_text().splitlines(True)
                                if not line.endswith(" ignores\n")))

        code, _, err = self.run_ledger("baseline", "check", self.file)

        self.assertEqual(13, code)
        self.assertRegex(err, r"new, not in the baseline: default-connection BLOCK_IO_ERROR, client 'ignores'")
        self.assertEqual(13, self.code("check", "--baseline", self.file))

    def test_a_vanished_client_fails(self):
        self.leave()
        self.code("resolve", ITEM, "--client", "ignores", *WHO)

        code, _, err = self.run_ledger("check", "--baseline", self.file)

        self.assertEqual(14, code)
        self.assertIn("in vain: default-connection BLOCK_IO_ERROR, client 'ignores'", err)

    def test_a_file_that_is_none_is_an_error(self):
        self.assertEqual(1, self.code("baseline", "check", os.path.join(self.folder, "none")))
        pathlib.Path(self.file).write_text("hello\n")
        self.assertEqual(1, self.code("check", "--baseline", self.file))


class Decisions(Ledger):
    def test_a_resolution_takes_a_client_out(self):
        self.make("statement_of_use")
        self.assertEqual("in-use", self.verdict())

        self.assertEqual(0, self.code("resolve", ITEM, "--client", "agent", *WHO))

        self.assertEqual("safe by decision", self.verdict())

    def test_all_dormant_clients_are_resolved_at_once(self):
        self.make("dormant_without_evidence")
        self.assertEqual("unproven", self.verdict())

        self.assertEqual(0, self.code("resolve", ITEM, "--dormant", *WHO))

        self.assertEqual("safe by decision", self.verdict())

    def test_a_waiver_takes_all_clients_out_for_its_days(self):
        self.make("statement_of_use")

        self.assertEqual(0, self.code("waive", ITEM, "--all-clients", "--days", "7", *WHO))

        self.assertEqual("safe by decision", self.verdict())
        self.assertEqual(2, self.code("waive", ITEM, "--all-clients", "--days", "0", *WHO))
        self.assertEqual(2, self.code("waive", ITEM, "--days", "7", *WHO))

    def test_a_decision_about_a_client_that_is_connected_does_not_hold_and_says_so(self):
        self.make("exposed_without_evidence")

        for words in (["resolve", ITEM, "--client", "old"],
                      ["evidence", "add", ITEM, "unused", "--client", "old"]):
            code, _, err = self.run_ledger(*words, *WHO)

            self.assertEqual(0, code)
            self.assertIn("client 'old' is connected, so that this does not hold for it", err)
            self.assertEqual("unproven", self.verdict())

    def test_a_decision_in_the_second_of_the_last_session_counts(self):
        self.make("exposed_without_evidence")
        sql_ledger.change(self.path, f"UPDATE session SET closed = {int(time.time()) + 1}")

        self.assertEqual(0, self.code("resolve", ITEM, "--client", "old", *WHO))

        self.assertEqual("safe by decision", self.verdict())

    def test_a_decision_before_what_is_dated_after_now_is_refused(self):
        self.make("exposed_without_evidence")
        sql_ledger.change(self.path, f"UPDATE session SET closed = {int(time.time()) + 7200}")

        code, _, err = self.run_ledger("resolve", ITEM, "--client", "old", *WHO)

        self.assertEqual(1, code)
        self.assertIn("which is after now: set the clock", err)

    def test_a_persons_word_counts(self):
        self.make("exposed_without_evidence")
        self.leave()

        self.assertEqual(0, self.code("evidence", "add", ITEM, "unused", "--client", "old", *WHO))
        self.assertEqual("safe by decision", self.verdict())
        self.assertEqual(0, self.code("evidence", "add", ITEM, "used", "--client", "old",
                                      "--client-version", "1.0", *WHO))
        self.assertEqual("in-use", self.verdict())

    def test_a_word_of_nobody_or_for_no_reason_is_refused(self):
        self.make("exposed_without_evidence")

        for who in (["--by", "bob"], ["--by", "", "--reason", "x"], ["--by", " ", "--reason", "x"]):
            self.assertEqual(2, self.code("evidence", "add", ITEM, "used", "--client", "old", *who))

    def test_the_word_is_the_users_unless_it_is_said_whose(self):
        self.make("exposed_without_evidence")

        self.assertEqual(0, self.code("evidence", "add", ITEM, "used", "--client", "old", "--reason", "x"))

        self.assertIn(pwd.getpwuid(os.getuid()).pw_name + ": x", self.run_ledger("check", ITEM)[1])

    def test_a_person_may_say_which_version_of_the_catalogue_it_is(self):
        self.make("catalogue_without_the_version")
        words = ["evidence", "add", ITEM, "--client", "libvirtd", *WHO, "--catalogue"]

        code, _, err = self.run_ledger(*words, "1.2.3")
        self.assertEqual(1, code)
        self.assertIn("9.0.0, 11.3.0", err)
        self.assertEqual(0, self.code(*words, "9.0.0"))

        self.assertEqual("in-use", self.verdict())

    def test_unknown_names_are_errors_that_say_where_to_look(self):
        self.make("statement_of_use")

        self.assertIn("No client 'nobody' is in the ledger; 'signalbox ledger report --by client'",
                      self.run_ledger("resolve", ITEM, "--client", "nobody", *WHO)[2])
        self.assertIn("Nothing named 'STOP'",
                      self.run_ledger("resolve", "STOP", "--client", "agent", *WHO)[2])


class Files(Ledger):
    def test_a_pending_migration_is_told_tried_and_done(self):
        golden = pathlib.Path(sql_ledger.__file__).with_name("golden") / "ledger_v1.sql"
        sql_ledger.change(self.path, golden.read_text())
        before = pathlib.Path(self.path).read_bytes()

        self.assertEqual(16, self.code("migrate", "--check"))
        self.assertEqual(0, self.code("migrate", "--dry-run"))
        self.assertEqual(16, self.code("resolve", "STOP", "--client", "newmgr", *WHO))
        self.assertIn(self.code("check"), (10, 11, 12))
        self.assertEqual(before, pathlib.Path(self.path).read_bytes())
        self.assertEqual(0, self.code("migrate"))

        self.assertEqual(0, self.code("migrate", "--check"))
        backups = [name for name in os.listdir(self.folder) if name.endswith(".backup")]
        self.assertEqual(1, len(backups))
        mode = os.stat(os.path.join(self.folder, backups[0])).st_mode
        self.assertEqual(0o600, stat.S_IMODE(mode))

    def test_merging_adds_the_clients_of_another_host(self):
        self.make("opt_out_of_all")
        other = os.path.join(self.folder, "other.db")
        sql_ledger.make(other, "statement_of_use", uuid_digit="2")

        self.assertEqual(0, self.code("merge", other))

        self.assertEqual("in-use", self.verdict())
        self.assertEqual(0, self.code("fsck"))
        self.assertEqual(1, self.code("merge", other))

    def test_merging_says_which_decisions_it_drops(self):
        self.make("resolved")
        other = os.path.join(self.folder, "other.db")
        sql_ledger.make(other, "exposed_without_evidence", uuid_digit="2")
        sql_ledger.change(other, "UPDATE client SET fingerprint = "
                                 f"'{sql_ledger.rows(self.path, 'SELECT fingerprint FROM client')[0][0]}'")

        code, _, err = self.run_ledger("merge", other)

        self.assertEqual(0, code)
        self.assertIn("dropped 1 decision about clients that both ledgers know", err)
        self.assertEqual("in-use", self.verdict())

    def test_a_difference_is_named(self):
        self.make("opt_out_of_all")
        other = os.path.join(self.folder, "other.db")
        sql_ledger.make(other, "all_kinds_of_clients", uuid_digit="2")

        changes = json.loads(self.run_ledger("diff", other, "--format", "json")[1])["changes"]

        self.assertIn({"item": ITEM, "kind": "default-connection", "client": None,
                       "before": "in-use", "after": "safe by time"}, changes)
        self.assertIn({"item": ITEM, "kind": "default-connection", "client": "needs",
                       "before": "in the way", "after": None}, changes)

    def test_pruning_changes_no_verdict(self):
        self.make("opt_out_after_having_kept_it")
        before = self.run_ledger("check")

        self.assertEqual(0, self.code("prune", "--keep-days", "1"))

        self.assertEqual(before, self.run_ledger("check"))
        self.assertEqual(0, self.code("fsck"))

    def test_a_forgotten_client_leaves_no_name(self):
        self.make("all_kinds_of_clients")
        sql_ledger.change(self.path, "UPDATE session SET closed = opened")

        self.assertEqual(0, self.code("forget", "ignores", *WHO))

        self.assertNotIn("ignores", self.run_ledger("export", "--with-names")[1])
        self.assertEqual(0, self.code("fsck"))

    def test_an_export_has_no_names_unless_they_are_asked_for(self):
        self.make("all_kinds_of_clients")
        key = pathlib.Path(self.folder, "key")
        key.write_text("a secret")

        first, second = (self.run_ledger("export", "--key-file", str(key))[1] for _ in range(2))

        self.assertEqual(first, second)
        self.assertNotIn("needs", first.replace("needs-suite", ""))
        self.assertNotEqual(first, self.run_ledger("export")[1])
        self.assertIn('"needs"', self.run_ledger("export", "--with-names")[1])
        self.assertTrue(all(json.loads(line) for line in first.splitlines()))

    def test_a_guide_is_for_one_client(self):
        self.make("all_kinds_of_clients")

        guide = json.loads(self.run_ledger("guide", "ignores", "--format", "json")[1])

        self.assertEqual(9, guide["delivered"])
        self.assertEqual([ITEM], [step["event"] for step in guide["steps"]])
        self.assertEqual(1, self.code("guide", "nobody"))


if __name__ == "__main__":
    outcome.main()
