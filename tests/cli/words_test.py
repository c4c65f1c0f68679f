# SPDX-License-Identifier: Apache-2.0
"""Words of the command line: unknown ones, help, version, and --json with every command. Arguments:
signalbox, signalboxd, qmpc."""
import contextlib
import json
import os
import pathlib
import pty
import pwd
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import outcome

SIGNALBOX = SIGNALBOXD = QMPC = None
DEADLINE = 60
GOLDEN = pathlib.Path(__file__).parents[1] / "compat/golden/ledger_v1.sql"
NO_DEFAULTS = {"SIGNALBOX_SOCKET": "", "SIGNALBOX_LEDGER": ""}


def run(program, *words, **more):
    done = subprocess.run([program, *words], capture_output=True, text=True, timeout=DEADLINE,
                          stdin=subprocess.DEVNULL, env={**os.environ, **NO_DEFAULTS}, **more)
    return done.returncode, done.stdout, done.stderr


def commands_in(text):
    part = re.search(r"^Subcommands:\n(.*?)(?:\n\n|\Z)", text, re.S | re.M)
    return re.findall(r"^  (\w[\w-]*)", part[1], re.M) if part else []


def leaves(*words):
    """(words, help) of each command that has no subcommands."""
    _, text, _ = run(SIGNALBOX, *words, "--help")
    below = commands_in(text)
    return [leaf for each in below for leaf in leaves(*words, each)] if below else [(words, text)]


class UnknownWords(unittest.TestCase):
    def test_a_command_is_named_with_the_nearest_one(self):
        for words, unknown, group, meant in (
                (["cal"], "cal", "signalbox", "call"),
                (["ledger", "reprot"], "reprot", "signalbox ledger", "report"),
                (["plugin", "lst", "x"], "lst", "signalbox plugin", "list"),
                (["ledger", "brownout", "pla"], "pla", "signalbox ledger brownout", "plan"),
                (["scenario", "rum", "x"], "rum", "signalbox scenario", "run"),
                (["schema", "dif", "a", "b"], "dif", "signalbox schema", "diff")):
            code, out, err = run(SIGNALBOX, *words)
            self.assertEqual((2, ""), (code, out))
            self.assertIn(f"signalbox: '{unknown}' is no command of {group}; did you mean '{meant}'?\n", err)

    def test_where_none_is_near_all_are_named(self):
        code, _, err = run(SIGNALBOX, "ledger", "evidence", "frobnicate")

        self.assertEqual(2, code)
        self.assertIn("'frobnicate' is no command of signalbox ledger evidence; it has add\n", err)

    def test_an_option_is_named_with_the_nearest_one(self):
        for words, unknown, meant in ((["ledger", "report", "--jsn"], "--jsn", "--json"),
                                      (["watch", "qmp.sock", "stop-event", "--cout=2"], "--cout", "--count"),
                                      (["call", "--tiemout", "1"], "--tiemout", "--timeout")):
            code, out, err = run(SIGNALBOX, *words)
            self.assertEqual((2, ""), (code, out))
            self.assertIn(f"'{unknown}' is no option of signalbox {words[0]}", err)
            self.assertIn(f"; did you mean '{meant}'?\n", err)

    def test_a_value_is_named_with_the_nearest_one(self):
        for words, meant in ((["ledger", "report", "--by", "clint"], "client"),
                             (["ledger", "report", "--format", "jsn"], "json"),
                             (["ledger", "check", "--fail-on", "in-us"], "in-use"),
                             (["compare", "--old", "a", "--new", "b", "--format", "juint"], "junit")):
            code, _, err = run(SIGNALBOX, *words)
            self.assertEqual(2, code)
            self.assertIn(f"'{words[-1]}' is none of ", err)
            self.assertIn(f"; did you mean '{meant}'?", err)

    def test_what_was_typed_does_nothing_to_a_terminal(self):
        for words in (["\x1b[2J"], ["ledger", "report", "--\x1b[2J"], ["help", "\x1b[2J"]):
            err = run(SIGNALBOX, *words)[2]
            self.assertNotIn("\x1b", err)
            self.assertIn("\\x1b[2J", err)

    def test_signalboxd_and_qmpc_name_the_nearest_option(self):
        code, out, err = run(SIGNALBOXD, "--lisen", "unix:q", "--plugn=block")
        self.assertEqual((2, ""), (code, out))
        self.assertIn("unknown option --lisen, the nearest known option is --listen\n", err)
        self.assertIn("unknown option --plugn, the nearest known option is --plugin\n", err)
        code, out, err = run(QMPC, "x.json", "--chek")
        self.assertNotEqual(0, code)
        self.assertIn("qmpc: unknown option '--chek'; did you mean '--check'?\n", err)


class Help(unittest.TestCase):
    def test_a_group_alone_prints_its_help(self):
        for words in ([], ["ledger"], ["plugin"], ["schema"], ["scenario"], ["ledger", "brownout"],
                      ["ledger", "baseline"], ["ledger", "evidence"]):
            code, out, _ = run(SIGNALBOX, *words)
            self.assertEqual(2, code)
            self.assertEqual(run(SIGNALBOX, *words, "--help")[1], out)
            self.assertTrue(commands_in(out), words)

    def test_a_command_without_its_words_prints_its_help_and_what_it_lacks(self):
        code, out, err = run(SIGNALBOX, "call")

        self.assertEqual(2, code)
        self.assertIn("COMMAND", out)
        self.assertIn("SOCKET, or SIGNALBOX_SOCKET in the environment, is required", err)

    def test_help_is_a_command_at_each_place(self):
        for words, same in ((["help"], ["--help"]), (["help", "ledger"], ["ledger", "--help"]),
                            (["help", "ledger", "report"], ["ledger", "report", "--help"]),
                            (["ledger", "help", "report"], ["ledger", "report", "--help"]),
                            (["ledger", "help"], ["ledger", "--help"])):
            self.assertEqual((0, run(SIGNALBOX, *same)[1], ""), run(SIGNALBOX, *words))

    def test_help_of_an_unknown_command_names_the_nearest_one(self):
        code, _, err = run(SIGNALBOX, "help", "ledger", "reprot")

        self.assertEqual(2, code)
        self.assertIn("did you mean 'report'?", err)

    def test_version_is_a_command(self):
        for program in (SIGNALBOX, SIGNALBOXD, QMPC):
            code, version, _ = run(program, "--version")
            self.assertEqual(0, code)
            self.assertEqual((0, version, ""), run(program, "version"))
        told = json.loads(run(SIGNALBOX, "version", "--json")[1])
        self.assertEqual(run(SIGNALBOX, "--version")[1], f"{told['program']} {told['version']}\n")

    def test_the_other_programs_know_help(self):
        for program in (SIGNALBOXD, QMPC):
            code, text, _ = run(program, "--help")
            self.assertEqual(0, code)
            self.assertIn("Examples:\n", text)
            self.assertEqual((0, text, ""), run(program, "help"))
            code, out, err = run(program)
            self.assertEqual(text, out)
            self.assertIn("is required", err)
            self.assertNotEqual(0, code)

    def test_each_command_has_examples_that_it_understands(self):
        found = [(words, text) for words, text in leaves() if words[0] not in ("help", "version")]
        self.assertGreater(len(found), 30)
        for words, text in found:
            _, _, examples = text.partition("Examples:\n")
            self.assertIn("signalbox " + " ".join(words), examples, words)
            known = set(re.findall(r"--[a-z][a-z-]*", text.partition("Examples:\n")[0]))
            used = set(re.findall(r"(?<=\s)--[a-z][a-z-]*", examples))
            self.assertEqual(set(), used - known, words)


class InLedger(unittest.TestCase):
    """In a folder with a ledger of version 1, l.db."""

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        with sqlite3.connect(os.path.join(self.folder, "l.db")) as ledger:
            ledger.executescript(GOLDEN.read_text(encoding="utf-8"))
        ledger.close()

    def lines(self, *words, codes=(0,)):
        code, out, err = run(SIGNALBOX, *words, "--json", cwd=self.folder)
        self.assertIn(code, codes, (words, out, err))
        return [json.loads(line) for line in out.splitlines()]

    def write(self, name, text):
        """Makes a file in the folder."""
        pathlib.Path(self.folder, name).write_text(text, encoding="utf-8")


class Json(InLedger):
    """Standard output is lines of JSON, whatever the command."""

    def test_each_command_knows_both_spellings(self):
        found = [(words, text) for words, text in leaves() if words[0] != "help"]
        self.assertEqual([], [words for words, text in found
                              if not {"--json", "--format"} <= set(re.findall(r"--\w+", text))])

    def test_both_spellings_print_the_same(self):
        self.lines("ledger", "migrate", "--ledger", "l.db")
        for words in (["ledger", "report", "--ledger", "l.db"], ["ledger", "stage", "--ledger", "l.db"],
                      ["ledger", "check", "--ledger", "l.db"],
                      ["ledger", "brownout", "list", "--ledger", "l.db"]):
            one = run(SIGNALBOX, *words, "--json", cwd=self.folder)
            self.assertEqual(one, run(SIGNALBOX, *words, "--format", "json", cwd=self.folder))
            for line in one[1].splitlines():
                json.loads(line)

    def test_of_the_ledger(self):
        ledger = ["--ledger", "l.db"]
        why = ["--reason", "a test"]
        pending, = self.lines("ledger", "migrate", "--check", *ledger, codes=(16,))
        self.assertEqual((1, 2), (pending["version"], pending["pending"][0]["number"]))
        done, = self.lines("ledger", "migrate", *ledger)
        self.assertGreater(done["version"], 1)
        self.assertEqual([{"faults": [], "notes": []}], self.lines("ledger", "fsck", *ledger))
        self.assertIn("events", self.lines("ledger", "report", *ledger)[0])
        self.assertIn("clients", self.lines("ledger", "report", "--by", "client", *ledger)[0])
        self.assertIn("verdicts", self.lines("ledger", "check", *ledger, codes=(0, 10, 11, 12))[0])
        pairs, = self.lines("ledger", "baseline", "write", "all", *ledger)
        self.assertEqual("all", pairs["baseline"])
        self.assertEqual([{"added": [], "vanished": []}],
                         self.lines("ledger", "baseline", "check", "all", *ledger))
        self.write("none", "")
        some, = self.lines("ledger", "baseline", "check", "none", *ledger, codes=(13,))
        self.assertEqual(pairs["pairs"], len(some["added"]))
        self.assertEqual([[]], self.lines("ledger", "stage", *ledger))
        self.assertEqual([{"item": "default-connection", "name": "STOP", "stage": "announced"}],
                         self.lines("ledger", "stage", "STOP", "announced", *ledger))
        row, = self.lines("ledger", "stage", *ledger)[0]
        self.assertEqual(("STOP", "announced"), (row["name"], row["stage"]))
        self.lines("ledger", "stage", "STOP", "warned", *ledger)
        self.lines("ledger", "stage", "STOP", "brownout", *ledger)
        planned, = self.lines("ledger", "brownout", "plan", "STOP", "--for", "1h", "--at", "+1h", *ledger)
        listed, = self.lines("ledger", "brownout", "list", *ledger)[0]
        self.assertEqual(planned["planned"][0]["id"], listed["id"])
        self.assertEqual([{"cancelled": listed["id"]}],
                         self.lines("ledger", "brownout", "cancel", str(listed["id"]), *ledger))
        self.assertEqual([{"item": "STOP", "clients": 1}],
                         self.lines("ledger", "resolve", "STOP", "--client", "newmgr", *why, *ledger))
        self.assertIn("expires", self.lines("ledger", "waive", "STOP", "--client", "newmgr", "--days", "1",
                                            *why, *ledger)[0])
        self.assertEqual("unused", self.lines("ledger", "evidence", "add", "STOP", "unused", "--client",
                                              "newmgr", *why, *ledger)[0]["sign"])
        self.assertTrue(self.lines("ledger", "guide", "newmgr", *ledger))
        self.assertTrue(self.lines("ledger", "diff", "l.db", *ledger))
        self.assertIn("sessions", self.lines("ledger", "prune", *ledger)[0])
        self.assertTrue(self.lines("ledger", "export", *ledger))
        self.assertEqual([{"forgotten": "newmgr"}],
                         self.lines("ledger", "forget", "newmgr", *why, *ledger))

    def test_merged_ledgers(self):
        self.lines("ledger", "migrate", "--ledger", "l.db")
        shutil.copy(os.path.join(self.folder, "l.db"), os.path.join(self.folder, "other.db"))
        with sqlite3.connect(os.path.join(self.folder, "other.db")) as other:
            other.execute("UPDATE ledger SET uuid = '00000000-0000-4000-8000-000000000000'")
        other.close()

        self.assertEqual([{"merged": ["other.db"]}],
                         self.lines("ledger", "merge", "other.db", "--ledger", "l.db"))

    def test_who_decides_is_the_user_unless_it_is_said(self):
        self.lines("ledger", "migrate", "--ledger", "l.db")
        self.lines("ledger", "waive", "STOP", "--client", "newmgr", "--days", "1", "--reason", "x",
                   "--ledger", "l.db")

        user = pwd.getpwuid(os.getuid()).pw_name
        self.assertIn(user, run(SIGNALBOX, "ledger", "check", "STOP", "--ledger", "l.db",
                                cwd=self.folder)[1])

    def test_of_schemas_and_plugins(self):
        self.write("good.json", "{ 'A': { 'x': 'int' } }\n")
        self.write("bad.json", "{ 'A': { 'x': 'itn' } }\n")

        self.assertEqual([{"sound": True, "faults": []}], self.lines("schema", "check", "good.json"))
        bad, = self.lines("schema", "check", "bad.json", codes=(3,))
        self.assertEqual((False, True), (bad["sound"], "bad.json:1:" in bad["faults"][0]))
        self.assertTrue(self.lines("schema", "diff", "good.json", "good.json")[0]["compatible"])
        self.assertEqual([{"made": "fan-control"}], self.lines("plugin", "new", "fan-control"))

    def test_of_scenarios(self):
        self.write("s.scenario", "-> stop {}\n-> cont {}\n")

        self.assertEqual([{"file": "s.scenario", "steps": 2}], self.lines("scenario", "check", "s.scenario"))
        small, = self.lines("shrink", "s.scenario", "--run", "! grep -q stop $SIGNALBOX_PART",
                            "-o", "small.scenario")
        self.assertEqual((1, 2, "steps"), (small["kept"], small["of"], small["parts"]))


class Questions(InLedger):
    """Before what cannot be taken back, on a terminal."""

    def setUp(self):
        super().setUp()
        self.lines("ledger", "migrate", "--ledger", "l.db")

    def on_terminal(self, typed, *words):
        """Exit code, and what was shown."""
        ours, its = pty.openpty()
        with os.fdopen(ours, "r+b", buffering=0) as screen, subprocess.Popen(
                [SIGNALBOX, *words, "--ledger", "l.db"], cwd=self.folder, stdin=its, stdout=its,
                stderr=its) as process:
            os.close(its)
            screen.write(typed)
            shown = b""
            with contextlib.suppress(OSError):  # it has ended
                while more := screen.read(4096):
                    shown += more
            return process.wait(DEADLINE), shown.decode()

    def test_forget_is_asked_about(self):
        forget = ["ledger", "forget", "newmgr", "--reason", "x"]

        code, shown = self.on_terminal(b"\n", *forget)
        self.assertEqual(1, code)
        self.assertIn("deletes client 'newmgr' from the ledger. Go on? [y/N]", shown)
        self.assertIn("nothing is done", shown)
        code, shown = self.on_terminal(b"y\n", *forget)
        self.assertEqual(0, code)
        self.assertIn("Forgotten.", shown)

    def test_yes_is_not_asked(self):
        code, shown = self.on_terminal(b"", "ledger", "forget", "newmgr", "--reason", "x", "--yes")

        self.assertEqual(0, code)
        self.assertNotIn("[y/N]", shown)

    def test_removal_is_asked_about_and_no_other_stage(self):
        code, shown = self.on_terminal(b"\n", "ledger", "stage", "STOP", "removed")
        self.assertEqual(1, code)
        self.assertIn("Go on? [y/N]", shown)

        code, shown = self.on_terminal(b"", "ledger", "stage", "STOP", "announced")
        self.assertEqual(0, code)
        self.assertNotIn("[y/N]", shown)


if __name__ == "__main__":
    QMPC, SIGNALBOXD, SIGNALBOX = (sys.argv.pop() for _ in range(3))
    outcome.main()
