#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A host as a process among others: signals, its log, a start that fails.

usage: PYTHONPATH=tests/stress process_test.py SIGNALBOXD [unittest arguments]
"""
import fcntl
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

import outcome
import server
from server import DEADLINE, Host, machine, toggle, wait_until

IGNORED = [signal.SIGPIPE, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF,
           signal.SIGIO, signal.SIGPWR, signal.SIGTTOU, signal.SIGRTMIN, signal.SIGRTMAX]
DRIVER = "listen unix:driver.sock { management true }"  # its clients are not disconnected as slow readers


def unlike_python():
    """Python ignores these two in what it starts."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


class Signals(unittest.TestCase):
    def test_what_means_nothing_changes_nothing(self):
        with Host(machine(), prepare=unlike_python) as host:
            client = host.connect().negotiate()
            for each in IGNORED:
                host.process.send_signal(each)
                self.assertEqual(client.call("query-status")["return"]["status"], "running", each)

    def test_those_that_end_it_end_it_cleanly(self):
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            with Host(machine()) as host:
                host.connect().negotiate()
                host.process.send_signal(each)
                self.assertEqual(host.process.wait(DEADLINE), 0, each)
                self.assertFalse(os.path.exists(os.path.join(host.directory, "qmp.sock")), each)

    def test_those_that_its_parent_had_blocked_end_it_too(self):
        blocked = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGCHLD}
        with Host(machine(), prepare=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, blocked)) as host:
            host.connect().negotiate()

    def test_hangup_opens_log_and_audit_anew(self):
        with Host("log-file host.log\naudit audit.log\n" + machine()) as host:
            client = host.connect().negotiate()
            paths = [os.path.join(host.directory, name) for name in ("host.log", "audit.log")]
            wait_until(lambda: all(map(os.path.exists, paths)), "no files")
            for each in paths:
                os.rename(each, each + ".1")
            host.process.send_signal(signal.SIGHUP)
            wait_until(lambda: all(map(os.path.exists, paths)), "they are not opened anew")
            self.assertEqual(client.call("query-status")["return"]["status"], "running")
            with open(paths[0] + ".1", encoding="utf-8") as before:
                self.assertIn("serves clients", before.read())
            self.assertEqual(host.log(), "")

    def test_hangup_while_it_starts_does_not_end_it(self):
        with Host(machine()) as host:
            host.await_log("no ledger is configured")  # the first line
            host.process.send_signal(signal.SIGHUP)
            self.assertEqual(host.connect().negotiate().call("query-status")["return"]["status"], "running")

    def test_a_killed_host_leaves_no_copies_of_plugins_to_the_next(self):
        temporary = self.enterContext(tempfile.TemporaryDirectory())
        environment = {"TMPDIR": temporary}
        with Host(machine(), environment=environment) as lives:
            lives.connect().negotiate()
            killed = Host(machine(), environment=environment)
            self.addCleanup(killed.remove)
            killed.connect().negotiate()
            self.assertEqual(len(os.listdir(temporary)), 2)
            killed.process.kill()
            killed.process.wait(DEADLINE)
            with Host(machine(), environment=environment) as following:
                following.connect().negotiate()
                following.await_log("removed what killed hosts have left")
                self.assertEqual(len(os.listdir(temporary)), 2)
                self.assertEqual(lives.connect().negotiate().call("query-status")["return"]["status"],
                                 "running")
        self.assertEqual(os.listdir(temporary), [])


class Log(unittest.TestCase):
    """Its stderr is a pipe, and what reads it stops, or goes."""

    def setUp(self):
        self.reader, self.writer = os.pipe()
        self.addCleanup(self.close_reader)
        fcntl.fcntl(self.writer, fcntl.F_SETPIPE_SZ, 4096)

    def close_reader(self):
        if self.reader >= 0:
            os.close(self.reader)
        self.reader = -1

    def host(self, **more):
        host = Host(machine(more="client-backlog 64K\n " + DRIVER), stderr=self.writer, **more)
        os.close(self.writer)
        return self.enterContext(host)

    def fill(self):
        """Leaves no room for a byte in the pipe."""
        writer = os.open(f"/proc/self/fd/{self.reader}", os.O_WRONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, writer)
        with self.assertRaises(BlockingIOError):
            while True:
                os.write(writer, b".")

    def lag(self, host, count):
        """Has that many clients disconnected, as they do not read their events: a line for each."""
        clients = [host.connect().negotiate() for _ in range(count)]
        driver = host.connect("driver.sock").negotiate()
        hung_up = select.poll()
        for each in clients:
            hung_up.register(each.socket, 0)
        end = server.deadline()
        while len(hung_up.poll(0)) < count:
            server.check(end, "clients that do not read are not disconnected")
            toggle(driver, 100)

    def test_nobody_waits_for_a_reader(self):
        host = self.host()
        host.connect().negotiate()
        self.fill()
        self.lag(host, 60)
        self.assertEqual(host.connect().negotiate().call("query-status")["return"]["status"], "running")

    def test_nobody_needs_a_reader(self):
        host = self.host(prepare=unlike_python)
        host.connect().negotiate()
        self.close_reader()
        self.lag(host, 3)
        self.assertEqual(host.connect().negotiate().call("query-status")["return"]["status"], "running")

    def test_a_client_may_cause_few_lines_a_second(self):
        os.close(self.writer)
        with Host(machine(more="client-backlog 1K\n " + DRIVER)) as host:
            self.lag(host, 60)  # they hear the same, and so are disconnected at the same time

            def lines():
                left_out = re.findall(r": (\d+) more lines are left out; at most 5 a second", host.log())
                return host.log().count("a client does not read"), sum(map(int, left_out))
            wait_until(lambda: sum(lines()) == 60, "some lines are neither written nor counted")
            self.assertGreater(lines()[1], 0)

    def test_a_closed_stderr_is_not_taken_for_another_file(self):
        os.close(self.writer)
        closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]
        with Host("ledger { path signalbox.db }\n" + machine(), wrapper=closed) as host:
            client = host.connect().negotiate()
            self.assertEqual(client.call("query-status")["return"]["status"], "running")
            for each in range(3):
                self.assertEqual(os.readlink(f"/proc/{host.process.pid}/fd/{each}"), "/dev/null")

    def test_lines_for_the_journal_begin_with_their_priority(self):
        os.close(self.writer)
        journal = ["sh", "-c", 'JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec "$@"', "sh"]
        with Host(machine(more="plugin-dir dropped"), wrapper=journal, directories=["dropped"]) as host:
            with open(host.dropped("x.so"), "w", encoding="utf-8"):
                pass
            host.await_log("x.so")
            lines = host.log().splitlines()
            self.assertRegex(lines[-1], "^<3>error: ")
            self.assertIn("<6>info: ", host.log())
            for each in lines:
                self.assertRegex(each, "^<[3467]>[a-z]+: ")

    def test_lines_are_plain_where_the_journal_is_another(self):
        os.close(self.writer)
        with Host(machine(), environment={"JOURNAL_STREAM": "1:1"}) as host:
            host.connect()
            self.assertNotIn("<", host.log())


class Start(unittest.TestCase):
    """A host that cannot start says why in one line, and leaves nothing behind."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="signalbox-start-")
        self.addCleanup(shutil.rmtree, self.directory)
        taken = socket.socket(socket.AF_UNIX)
        self.addCleanup(taken.close)
        taken.bind(self.path("taken"))
        taken.listen()

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self, config, **how):
        with open(self.path("host.info"), "w", encoding="utf-8") as file:
            file.write(config)
        return subprocess.run([server.SIGNALBOXD, "--config", self.path("host.info")], cwd=self.directory,
                              timeout=DEADLINE, capture_output=True, text=True, check=False, **how)

    def assert_refused(self, config, *said):
        before = sorted(os.listdir(self.directory))
        ended = self.start(config)
        self.assertIn(ended.returncode, (1, 2), (config, ended))
        errors = [each for each in ended.stderr.splitlines() if "error" in each or "signalboxd:" in each]
        self.assertEqual(len(errors), 1, (config, ended.stderr))
        for each in said:
            self.assertIn(each, errors[0], config)
        left = set(os.listdir(self.directory)) - set(before) - {"host.info", "l.db", "l.db.tally", "a"}
        self.assertEqual({each for each in left if not each.startswith("l.db")}, set(), config)

    def test_the_second_machine(self):
        first = "machine a {\n listen unix:a.sock\n plugin legacy\n}\n"
        for what, said in (("listen unix:absent/x", "absent/x"), ("listen unix:taken", "in use by process"),
                           ("plugin nowhere", "nowhere"), ("plugin-dir absent", "absent")):
            self.assert_refused(first + f"machine b {{\n listen unix:b.sock\n {what}\n}}\n", said)

    def test_the_only_machine(self):
        for what, said in (("listen unix:absent/x", "absent/x"), ("listen unix:taken", "in use by process"),
                           ("plugin nowhere", "nowhere"), ("plugin-dir absent", "absent"),
                           ("listen tcp:127.0.0.1:0\n listen fd:99", "fd:99")):
            self.assert_refused(f"machine b {{\n plugin legacy\n {what}\n}}\n", said)

    def test_a_machine_dir_that_others_may_write_to(self):
        os.mkdir(self.path("machines"))
        os.chmod(self.path("machines"), 0o777)
        self.assert_refused("machine-dir machines\n", "machines", "can be written to by others")

    def test_a_place_for_private_copies_that_cannot_be_private(self):
        os.mkdir(self.path("tmp"))
        ended = self.start("machine a { listen unix:a.sock\n plugin legacy }\n",
                           env=os.environ | {"TMPDIR": self.path("tmp")}, preexec_fn=lambda: os.umask(0o777))
        self.assertEqual(ended.returncode, 1)
        self.assertIn("set TMPDIR", ended.stderr)
        self.assertEqual(os.listdir(self.path("tmp")), [])

    def test_what_stands_beside_the_machines(self):
        first = "machine a {\n listen unix:a.sock\n plugin legacy\n}\n"
        os.mkfifo(self.path("fifo"))  # which nobody reads
        for what, said in (("audit fifo", "fifo"), ("log-file fifo", "fifo"), ("admin { listen unix:taken }", "taken"), ("metrics { listen unix:taken }", "taken"),
                           ("ledger { path absent/l.db }", "absent"), ("audit absent/a", "absent"),
                           ("log-file absent/log", "absent"), ("machine-dir absent", "absent"),
                           ("ledger { path l.db }\naudit a\nadmin { listen unix:taken }", "taken")):
            self.assert_refused(first + what + "\n", said)


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
