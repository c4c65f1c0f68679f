# SPDX-License-Identifier: Apache-2.0
"""signalbox shell, through a pipe and on a pseudo-terminal."""
import json
import os
import pathlib
import pty
import re
import select
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import served

PROMPT = "signalbox> "
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][AB0]|\x1b[=>]|\x0f")


class Piped(served.Served):
    def pipe(self, text, *words):
        done = subprocess.run([served.SIGNALBOX, "shell", "qmp.sock", *words], input=text, text=True,
                              cwd=self.host.directory, capture_output=True,
                              timeout=served.server.DEADLINE)
        return done.returncode, done.stdout

    def test_each_line_is_a_command_and_events_stand_before_what_caused_them(self):
        code, out = self.pipe("stop-event-connect\nstop\nquery-name\n", "--json")

        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(0, code)
        self.assertEqual(["signal-1", "STOP", {}, {}],
                         [lines[0], lines[1]["event"], lines[2], lines[3]])

    def test_people_get_lines_for_people(self):
        _, out = self.pipe("stop-event-connect\nstop\n.json\nquery-status\n")

        self.assertRegex(out, r'^"signal-1"\n\d\d:\d\d:\d\d\.\d{6} STOP \[signal-1\]\n{}\n'
                              r'{"status": "paused", ')

    def test_a_line_that_fails_does_not_end_the_script(self):
        self.assertEqual((3, "CommandNotFound: The command fly has not been found\n"
                             "'full' is not NAME=VALUE\n"
                             "a quotation with ' does not end\n"
                             "'.fly' is unknown; .help lists what there is\n{}\n"),
                         self.pipe("fly\nblock-flush full\nstop 'a\n.fly\n\n# nothing\nquery-name\n"))

    def test_words_are_parted_as_a_shell_does(self):
        code, out = self.pipe("signal-connect signal=block-device-event"
                              " arguments:='{\"device\": \"full\"}'\n"
                              "query-connections\n", "--json")

        connection, = json.loads(out.splitlines()[1])["connections"]
        self.assertEqual((0, {"device": "full"}), (code, connection["arguments"]))

    def test_a_request_may_be_written_out(self):
        self.assertEqual((0, '{"return": {}, "id": 7}\n'),
                         self.pipe('{"execute": "query-name", "id": 7}\n'))

    def test_exit_leaves_the_rest_undone(self):
        self.assertEqual((0, "{}\n"), self.pipe("query-name\n.exit\nquery-name\n"))

    def test_words_of_other_shells_are_known(self):
        for word in ("help", ".help", "?"):
            self.assertEqual(self.pipe(".help\n"), self.pipe(word + "\n"))
        self.assertEqual((0, "{}\n"), self.pipe("query-name\nexit\nquery-name\n"))

    def test_help_of_a_command_prints_its_arguments(self):
        code, out = self.pipe("help block-flush\n")

        self.assertEqual((0, "block-flush device=string\n"), (code, out))
        self.assertEqual(3, self.pipe("help block-flsh\n")[0])
        self.assertIn("did you mean 'block-flush'?", self.pipe("help block-flsh\n")[1])

    def test_how_values_look_can_be_set(self):
        _, out = self.pipe("set pretty off\nquery-status\nset json off\nquery-status\nset pritty on\n")

        lines = out.splitlines()
        self.assertEqual(("running", "{"), (json.loads(lines[0])["status"], lines[1]))
        self.assertIn("set pretty on", lines[-1])

    def test_a_request_may_go_on_in_the_next_lines(self):
        self.assertEqual((0, '{"return": {}, "id": 7}\n{}\n'),
                         self.pipe('{"execute":\n  "query-name",\n"id": 7}\nquery-name\n'))

    def test_an_unknown_command_is_named_with_the_nearest_one(self):
        code, out = self.pipe("query-nmae\nhlep\n")

        self.assertEqual(3, code)
        self.assertIn("did you mean 'query-name'?\n", out)
        self.assertIn("did you mean 'help'?\n", out)

    def test_a_script_may_end_the_machine(self):
        self.assertEqual("{}\n", self.pipe("quit\n")[1])

        await_end(self)

    def test_default_connections_are_kept_on_request(self):
        self.assertNotIn("STOP", self.pipe("stop\n")[1])
        self.assertIn(" STOP\n", self.pipe("cont\nstop\n", "--defaults")[1])


def await_end(test):
    """Waits until the machine has gone."""
    served.server.wait_until(lambda: test.run_signalbox("call", "qmp.sock", "query-name")[0] == 1,
                             "the machine is still there")


class Terminal:
    """A shell on a pseudo-terminal of its own."""

    def __init__(self, directory, path="qmp.sock"):
        environment = os.environ | {"TERM": "xterm", "XDG_STATE_HOME": directory, "NO_COLOR": "1",
                                    "HOME": directory, "COLUMNS": "200", "LINES": "50"}
        self.process, self.screen = pty.fork()
        if self.process == 0:
            os.chdir(directory)
            os.execve(served.SIGNALBOX, [served.SIGNALBOX, "shell", path], environment)
        self.text = ""

    def await_text(self, pattern):
        """Reads until what was printed since the last call has the pattern, and forgets up to it.

        Where the terminal has moved its cursor to print only what is new, there may be a \\r."""
        end = time.monotonic() + served.server.DEADLINE
        while not (found := re.search(pattern, self.text)):
            ready, _, _ = select.select([self.screen], [], [], end - time.monotonic())
            if not ready:
                raise AssertionError(f"the terminal does not show {pattern!r}: {self.text!r}")
            self.text = CONTROL.sub("", self.text + os.read(self.screen, 4096).decode())
        self.text = self.text[found.end():]
        return found

    def type(self, text):
        os.write(self.screen, text.encode())

    def rest(self):
        """What is printed until it ends."""
        text = ""
        while True:
            try:
                more = os.read(self.screen, 4096).decode()
            except OSError:  # nobody has the other side any more
                return CONTROL.sub("", text)
            text += more

    def close(self):
        os.close(self.screen)
        return os.waitpid(self.process, 0)[1]


class OnATerminal(served.Served):
    def setUp(self):
        super().setUp()
        self.terminal = self.open()

    def open(self):
        terminal = Terminal(self.host.directory)
        terminal.await_text(PROMPT)
        return terminal

    def tearDown(self):
        self.terminal.close()

    def test_an_argument_of_a_plugin_that_was_dropped_in_later_is_completed(self):
        self.drop("doorbell.so")
        self.host.await_log("'doorbell' 1.0 is loaded")

        self.terminal.type("doorbell-p\t")
        self.terminal.await_text("doorbell-p\r?ress ")
        self.terminal.type("vis\t")
        self.terminal.await_text("vis\r?itor=")
        self.terminal.type("Ada\n")

        self.terminal.await_text("\r\n1\r\n")

    def test_what_is_not_decided_is_listed(self):
        self.terminal.type("query-s\t")

        self.terminal.await_text(r"query-signals +query-status")

    def test_values_of_an_enumeration_are_completed(self):
        self.terminal.type("watchdog-set-action action=sh\t\n")

        self.terminal.await_text("action=sh\r?utdown ")
        self.terminal.await_text("{}\r\n")

    def test_events_are_shown_while_a_line_is_typed(self):
        self.terminal.type("stop-event-connect\n")
        self.terminal.await_text('"signal-1"')
        self.terminal.type("query-na")
        self.terminal.await_text("query-na")

        self.run_signalbox("call", "qmp.sock", "stop")

        self.terminal.await_text(r"STOP \[signal-1\]\r\n")
        self.terminal.await_text(PROMPT + "query-na")
        self.terminal.type("me\n")
        self.terminal.await_text("{}\r\n")

    def test_history_is_there_the_next_time(self):
        self.terminal.type("query-name\n")
        self.terminal.await_text("{}\r\n")
        self.terminal.type(".exit\n")
        rest = self.terminal.rest()
        status = self.terminal.close()
        self.terminal = self.open()
        self.assertEqual(0, status, rest)
        self.terminal.type("\x10\x10")  # twice the line before

        self.terminal.await_text("query-name")
        self.assertIn("query-name",
                      pathlib.Path(self.host.directory, "signalbox/history").read_text())

    def history(self):
        return pathlib.Path(self.host.directory, "signalbox/history").read_text()

    def test_history_is_saved_at_each_line_without_passwords(self):
        self.terminal.type("query-name\n")
        self.terminal.await_text("{}\r\n")
        self.assertIn("query-name", self.history())

        self.terminal.type('{"execute": "fly",\n"arguments": {"password": "hunter2"}}\n')
        self.terminal.await_text("CommandNotFound")
        self.terminal.await_text(PROMPT)

        self.assertIn("fly", self.history())
        self.assertNotIn("hunter2", self.history())

    def test_an_interrupt_clears_the_line(self):
        self.terminal.type("query-nonsense")
        self.terminal.await_text("query-nonsense")

        self.terminal.type("\x03")
        self.terminal.await_text(r"\^C\r\n")
        self.terminal.await_text(PROMPT)
        self.terminal.type("query-name\n")

        self.terminal.await_text("{}\r\n")
        self.assertNotIn("nonsense", self.history())

    def test_an_interrupt_clears_a_request_that_goes_on(self):
        self.terminal.type('{"execute":\n')
        self.terminal.await_text(r"\.\.\. ")

        self.terminal.type("\x03")
        self.terminal.await_text(r"\^C\r\n")
        self.terminal.await_text(PROMPT)
        self.terminal.type("query-name\n")

        self.terminal.await_text("{}\r\n")

    def test_what_ends_the_machine_is_asked_about(self):
        for line in ("quit", '{"execute": "quit"}'):
            self.terminal.type(line + "\n")
            self.terminal.await_text(r"End the machine\? \[y/N\] ")
            self.terminal.type("\n")
            self.terminal.await_text(PROMPT)
            self.assertEqual(0, self.run_signalbox("call", "qmp.sock", "query-name")[0])

        self.terminal.type("quit\n")
        self.terminal.await_text(r"End the machine\? \[y/N\] ")
        self.terminal.type("y\n")

        await_end(self)

    def test_exit_leaves(self):
        self.terminal.type("exit\n")

        self.terminal.rest()
        self.assertEqual(0, self.terminal.close())
        self.terminal = self.open()

    def test_a_host_that_goes_ends_it(self):
        self.run_signalbox("call", "qmp.sock", "quit")

        self.terminal.await_text("the host has closed the connection")


class SlowServer:
    """Greets and answers, but for query-name: that it answers behind the next command."""

    def __init__(self, path):
        self.asked = threading.Event()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        connection, _ = self.listener.accept()
        with connection, connection.makefile("r", encoding="utf-8") as lines:
            connection.sendall(b'{"QMP": {"version": {}, "capabilities": []}}\n')
            late = b""
            for line in lines:
                if "query-name" in line:
                    late = b'{"return": {"late": true}}\n'
                    self.asked.set()
                else:
                    connection.sendall(late + b'{"return": {"late": false}}\n')
                    late = b""

    def end(self):
        self.thread.join()
        self.listener.close()


class AtSlowServer(unittest.TestCase):
    def test_an_interrupt_ends_a_wait_and_its_answer_is_passed_over(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        server = SlowServer(os.path.join(folder, "slow.sock"))
        self.addCleanup(server.end)
        terminal = Terminal(folder, "slow.sock")
        self.addCleanup(terminal.close)
        terminal.await_text(PROMPT)
        terminal.type("query-name\n")
        self.assertTrue(server.asked.wait(served.server.DEADLINE))

        terminal.type("\x03")
        terminal.await_text("given up; the command may be carried out all the same")
        terminal.await_text(PROMPT)
        terminal.type("query-status\n")

        terminal.await_text('"late": false')


if __name__ == "__main__":
    served.main()
