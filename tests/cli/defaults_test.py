# SPDX-License-Identifier: Apache-2.0
"""Sockets and ledgers that the environment names, and signalbox signals."""
import json
import os
import subprocess

import served


class Defaults(served.Served):
    def run_with(self, socket, *words, given=None):
        done = subprocess.run([served.SIGNALBOX, *words], cwd=self.host.directory, text=True,
                              capture_output=True, timeout=served.server.DEADLINE, input=given,
                              env={**os.environ, "SIGNALBOX_SOCKET": socket})
        return done.returncode, done.stdout, done.stderr

    def test_the_environments_socket_is_taken_and_said(self):
        said = "signalbox: socket qmp.sock, as SIGNALBOX_SOCKET says\n"
        for words in (["call", "query-name", "--json"], ["shell"], ["plugin", "list"], ["signals"]):
            code, _, err = self.run_with("qmp.sock", *words, given="")
            self.assertEqual((0, said), (code, err), words)

    def test_watch_and_record_take_it(self):
        process = subprocess.Popen([served.SIGNALBOX, "watch", "stop-event", "--count", "1"],
                                   cwd=self.host.directory, text=True, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE,
                                   env={**os.environ, "SIGNALBOX_SOCKET": "qmp.sock"})
        self.assertEqual("signalbox: socket qmp.sock, as SIGNALBOX_SOCKET says\n", process.stderr.readline())
        self.assertEqual("connected; ^C ends\n", process.stderr.readline())

        self.run_signalbox("call", "qmp.sock", "stop")

        self.assertIn(" STOP [signal-1]", process.communicate(timeout=served.server.DEADLINE)[0])
        self.assertEqual(0, self.run_with("qmp.sock", "record", "-o", "r.jsonl", "--duration", "0.1")[0])

    def test_arguments_of_a_command_stay_its_arguments(self):
        code, _, err = self.run_with("qmp.sock", "call", "block-flush", "device=none")

        self.assertEqual(3, code)
        self.assertIn("'none' not found", err)

    def test_a_socket_that_is_given_comes_first(self):
        for socket in ("qmp.sock", os.path.join(self.host.directory, "qmp.sock")):
            self.assertEqual((0, "{}\n", ""), self.run_with("none.sock", "call", socket, "query-name"))

    def test_completion_asks_it(self):
        out = self.run_with("qmp.sock", "__complete", "call", "query-na")[1]

        self.assertEqual("query-name\t\n", out)

    def test_without_any_it_is_said_what_is_lacking(self):
        code, _, err = self.run_with("", "call")

        self.assertEqual(2, code)
        self.assertIn("SOCKET, or SIGNALBOX_SOCKET in the environment, is required", err)

    def test_the_environments_ledger_is_taken_and_said(self):
        for words in (["report"], ["fsck"], ["stage"], ["brownout", "list"], ["check"]):
            done = subprocess.run([served.SIGNALBOX, "ledger", *words], cwd=self.host.directory, text=True,
                                  capture_output=True, timeout=served.server.DEADLINE,
                                  env={**os.environ, "SIGNALBOX_LEDGER": "none.db"})
            self.assertEqual(1, done.returncode)
            self.assertIn("signalbox: ledger none.db, as SIGNALBOX_LEDGER says\n", done.stderr)
            self.assertIn("Cannot open ledger 'none.db'", done.stderr)

    def test_a_ledger_that_is_given_comes_first(self):
        done = subprocess.run([served.SIGNALBOX, "ledger", "report", "--ledger", "other.db"],
                              cwd=self.host.directory, text=True, capture_output=True,
                              timeout=served.server.DEADLINE,
                              env={**os.environ, "SIGNALBOX_LEDGER": "none.db"})
        self.assertNotIn("none.db", done.stderr)


class Signals(served.Served):
    def test_each_has_its_row(self):
        code, out, _ = self.run_signalbox("signals", "qmp.sock")

        rows = {line.split()[0]: line for line in out.splitlines()}
        self.assertEqual(0, code)
        self.assertEqual(["SIGNAL", "ARGUMENTS", "EVENT", "SUCCESSOR", "LEGACY", "PLUGIN"],
                         rows["SIGNAL"].split())
        self.assertRegex(rows["block-device-event"], r"device=\w+ +BLOCK_DEVICE_EVENT +- +- +block$")
        self.assertRegex(rows["stop-event"], r" STOP +- +legacy +legacy$")

    def test_json_has_the_same(self):
        table = json.loads(self.run_signalbox("signals", "qmp.sock", "--json")[1])

        names = {each["signal"] for each in table["signals"]}
        self.assertLessEqual({"block-device-event", "stop-event"}, names)

    def test_watch_takes_events_too(self):
        process = self.start_signalbox("watch", "qmp.sock", "STOP", "--count", "1", "--json")

        self.host.connect().negotiate()
        while process.poll() is None:
            self.run_signalbox("call", "qmp.sock", "stop")
            self.run_signalbox("call", "qmp.sock", "cont")

        self.assertEqual("STOP", json.loads(process.communicate()[0])["event"])

    def test_an_unknown_one_is_named_with_the_nearest(self):
        for words, meant in ((["watch", "qmp.sock", "stopp-event"], "stop-event"),
                             (["watch", "qmp.sock", "STOPP"], "STOP"),
                             (["call", "qmp.sock", "query-statos"], "query-status"),
                             (["call", "qmp.sock", "block-flush", "devise=full"], "device")):
            code, _, err = self.run_signalbox(*words)
            self.assertIn(code, (2, 3))
            self.assertIn(f"; did you mean '{meant}'?\n", err)


if __name__ == "__main__":
    served.main()
