# SPDX-License-Identifier: Apache-2.0
"""Servers that say nothing, or not yet: each command that talks to one ends, and says why."""
import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import served

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "bridge"))
import upstream  # noqa: E402

# Commands that talk to a server, without its socket, and files that they would write.
COMMANDS = {"call": ["query-status"], "watch": ["stop-event"], "shell": [], "signals": [],
            "record": ["-o", "r.jsonl"], "plugin list": [], "plugin load": ["x.so"],
            "plugin unload": ["x"]}


class Silent(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.path = os.path.join(self.folder, "monitor")

    def listen(self):
        listener = self.enterContext(contextlib.closing(socket.socket(socket.AF_UNIX)))
        listener.bind(self.path)
        listener.listen(len(COMMANDS))
        return listener

    def run_each(self, timeout="0.3"):
        """(command, exit code, stdout, stderr) of each; they run side by side."""
        started = {}
        for name, words in COMMANDS.items():
            started[name] = subprocess.Popen(
                [served.SIGNALBOX, *name.split(), self.path, *words, "--timeout", timeout],
                cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True)
            self.addCleanup(started[name].kill)
        for name, process in started.items():
            out, err = process.communicate("query-status\n", timeout=served.server.DEADLINE)
            yield name, process.returncode, out, err


class AtSilentServer(Silent):
    def test_a_server_that_accepts_and_does_not_greet(self):
        listener = self.listen()
        accepted = []
        thread = threading.Thread(target=lambda: accepted.extend(listener.accept() for _ in COMMANDS))
        thread.start()

        for name, code, out, err in self.run_each():
            self.assertEqual((1, ""), (code, out), name)
            self.assertIn("monitor: the greeting has not come within 0.3 s", err, name)
            self.assertIn("--timeout", err)

        thread.join()
        for connection, _ in accepted:
            connection.close()
        self.assertFalse(os.path.exists(os.path.join(self.folder, "r.jsonl")))

    def test_a_server_that_accepts_nobody(self):
        self.listen()
        for name, code, out, err in self.run_each():
            self.assertEqual((1, ""), (code, out), name)
            self.assertRegex(err, r"monitor: (the greeting has not come within 0.3 s|the server takes nothing)")

    def test_a_server_that_sends_only_events_and_no_greeting(self):
        listener = self.listen()
        thread = threading.Thread(target=self.send_events, args=(listener,))
        thread.start()

        for name, code, _, err in self.run_each():
            self.assertEqual(1, code, name)
            self.assertIn("the greeting has not come within 0.3 s", err, name)

        thread.join()

    def send_events(self, listener):
        self.serve_each(listener, b'{"event": "STOP"}\n', for_ever=True)

    @staticmethod
    def serve_each(listener, text, for_ever):
        """Says a text, once or as long as it is read, to as many clients as there are commands."""
        def serve(connection):
            with connection, contextlib.suppress(OSError):
                connection.sendall(text)
                while for_ever or connection.recv(4096):
                    if for_ever:
                        connection.sendall(text)

        threads = []
        for _ in COMMANDS:
            connection, _ = listener.accept()
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()
        for each in threads:
            each.join()

    def test_a_server_that_greets_and_does_not_answer(self):
        listener = self.listen()
        thread = threading.Thread(target=self.greet_only, args=(listener,))
        thread.start()

        for name, code, out, err in self.run_each("5"):  # time to greet on a busy machine
            self.assertEqual((1, ""), (code, out), name)
            self.assertRegex(err, r"monitor: (the answer to [a-z_-]+|the first answers) ha\w+ not come within 5 s")

        thread.join()

    def greet_only(self, listener):
        self.serve_each(listener, b'{"QMP": {"version": {}, "capabilities": []}}\n', for_ever=False)

    def test_who_waits_for_ever_says_what_for(self):
        self.listen()
        process = subprocess.Popen([served.SIGNALBOX, "call", self.path, "query-status", "--timeout", "0"],
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)

        self.assertIn("monitor: waiting for the greeting", process.stderr.readline())


    def test_a_server_that_leaves_before_it_has_greeted(self):
        listener = self.listen()

        def leave():
            for _ in COMMANDS:
                listener.accept()[0].close()

        thread = threading.Thread(target=leave)
        thread.start()

        for name, code, out, err in self.run_each("0"):
            self.assertEqual((1, ""), (code, out), name)
            self.assertIn("monitor: ", err)

        thread.join()
        self.assertFalse(os.path.exists(os.path.join(self.folder, "r.jsonl")))


class AtTakenMonitor(Silent):
    """A server that serves one client at a time, as a QEMU does."""

    def test_who_holds_it_is_named(self):
        server = self.enterContext(upstream.Upstream(self.path))
        with socket.socket(socket.AF_UNIX) as holder:
            holder.connect(self.path)
            monitor = server.accept()
            monitor.say(upstream.RECORDED["greeting"])
            for name, code, out, err in self.run_each():
                self.assertEqual((1, ""), (code, out), name)
                if "another client" not in err:
                    self.skipTest("the kernel does not tell who is connected to whom")
                self.assertIn("another client holds this monitor: ", err)
                self.assertIn(f" (process {os.getpid()})", err)


class EventsBeforeTheGreeting(Silent):
    def test_they_are_in_a_recording_behind_the_greeting(self):
        listener = self.listen()
        thread = threading.Thread(target=self.serve, args=(listener,))
        thread.start()

        done = subprocess.run([served.SIGNALBOX, "record", self.path, "-o", "r.jsonl", "--count", "1"],
                              cwd=self.folder, capture_output=True, text=True,
                              timeout=served.server.DEADLINE)

        thread.join()
        self.assertEqual(0, done.returncode, done.stderr)
        lines = pathlib.Path(self.folder, "r.jsonl").read_text(encoding="utf-8").splitlines()
        places = [[number for number, line in enumerate(lines) if part in line]
                  for part in ('"QMP"', '"STOP"')]
        self.assertEqual([1, 1], [len(each) for each in places], lines)
        self.assertLess(places[0], places[1])

    def serve(self, listener):
        connection, _ = listener.accept()
        with connection, connection.makefile("r", encoding="utf-8") as lines:
            connection.sendall(b'{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}\r\n'
                               b'{"QMP": {"version": {}, "capabilities": []}}\r\n')
            for line in lines:
                answer = '{"return": []}' if "schema" in line else '{"return": {}}'
                with contextlib.suppress(OSError):
                    connection.sendall(answer.encode() + b"\r\n")


if __name__ == "__main__":
    served.main()
