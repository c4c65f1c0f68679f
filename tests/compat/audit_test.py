# SPDX-License-Identifier: Apache-2.0
"""The audit log of a running host: python3 audit_test.py SIGNALBOXD SIGNALBOX [NAME]."""
import json
import os
import shutil
import stat
import sys
import threading
import unittest

import keeping
import outcome
import server
from keeping import Keeper
from server import wait_until

KNOWN = {"time", "machine", "session", "client", "fingerprint", "uid", "pid", "role", "command", "oob",
         "arguments", "outcome", "error", "microseconds", "times", "commands"}


class Audit(unittest.TestCase):
    def log(self, host, name="audit.log"):
        return os.path.join(host.directory, name)

    def lines(self, host, count, name="audit.log"):
        """All lines, once there are so many."""
        def read():
            with open(self.log(host, name), encoding="utf-8") as file:
                return file.read().splitlines()
        wait_until(lambda: os.path.exists(self.log(host, name)) and len(read()) >= count,
                   f"no {count} lines in {name}")
        lines = [json.loads(each) for each in read()]
        self.assertEqual(len(lines), count, lines)
        for each in lines:
            self.assertEqual(set(each) - KNOWN, set())
        return lines

    def test_each_command_that_is_no_query_is_a_line(self):
        with Keeper(top="audit audit.log") as host:
            alpha = host.client("alpha")
            alpha.call("query-status")
            alpha.call("__org.signalbox_query-connections")
            alpha.call("stop")
            alpha.call("nonsense")
            host.admin().call("inject-event", event="RESET", data={})
            lines = self.lines(host, 5)

            self.assertEqual([(each["machine"], each["role"], each["command"], each["outcome"])
                              for each in lines],
                             [("m", "full", "qmp_capabilities", "done"), ("m", "full", "stop", "done"),
                              ("m", "full", "nonsense", "CommandNotFound"),
                              ("admin", "admin", "qmp_capabilities", "done"),
                              ("admin", "admin", "inject-event", "done")])
            self.assertEqual(lines[2]["error"], "The command nonsense has not been found")
            self.assertEqual((lines[1]["client"], lines[1]["pid"], lines[1]["uid"]),
                             ("alpha", os.getpid(), os.getuid()))
            self.assertGreaterEqual(lines[1]["microseconds"], 0)
            self.assertEqual(lines[4]["arguments"], {"event": "RESET"})  # and not its data
            self.assertEqual(stat.S_IMODE(os.stat(self.log(host)).st_mode), 0o600)

    def test_only_arguments_that_are_named_are_written(self):
        with Keeper(top="audit audit.log { argument offset  argument device }") as host:
            host.client("alpha").call("rtc-set", offset=7, device={"secret": 1}, tag="secret")
            self.assertEqual(self.lines(host, 2)[1]["arguments"], {"offset": 7})

    def test_who_leaves_before_the_answer_has_a_line_too(self):
        with Keeper(top="audit audit.log",
                    more="plugin block { drive { id d  file /dev/full  size 4096 } }") as host:
            alpha = host.client("alpha")
            alpha.send(b'{"execute": "block-write", "arguments": {"device": "d", "offset": 0, "length": 1}}')
            alpha.close()
            line = self.lines(host, 2)[1]
            self.assertEqual((line["command"], line["arguments"]), ("block-write", {"device": "d"}))
            self.assertIn(line["outcome"], ("unanswered", "GenericError"))

    def test_a_file_that_was_moved_away_is_made_anew(self):
        with Keeper(top="audit audit.log") as host:
            alpha = host.client("alpha")
            self.lines(host, 1)
            os.rename(self.log(host), self.log(host, "audit.log.1"))
            alpha.call("stop")
            self.assertEqual(self.lines(host, 1)[0]["command"], "stop")
            self.assertEqual(len(self.lines(host, 1, "audit.log.1")), 1)

    def test_what_an_observer_may_not_do_is_counted_together(self):
        config = "audit audit.log\n" + server.machine(listen="{ role observer }")
        count = 1000
        with server.Host(config) as host:
            observer = host.connect().negotiate()
            for i in range(count):
                observer.send({"execute": f"device-{i % 20}-" + "a" * 30000, "arguments": {"id": "b" * 30000}})
                self.assertIn("error", observer.reply())
            self.assertLess(os.path.getsize(self.log(host)), 4 << 20)

            def counted():
                with open(self.log(host), encoding="utf-8") as file:
                    lines = [json.loads(each) for each in file]
                return sum(each.get("times", 0) + each.get("commands", 0) or 1 for each in lines), lines
            wait_until(lambda: counted()[0] == count + 1, "some are not counted")
            for line in counted()[1]:
                self.assertEqual(set(line) - KNOWN, set())
                self.assertTrue(all(len(str(line.get(each))) < 300 for each in ("command", "arguments", "error")))

    def make_pipe(self, directory):
        """In the place of the file: it takes 64 KiB, and more when it is read."""
        path = os.path.join(directory, "audit.log")
        os.mkfifo(path, 0o600)
        self.pipe = os.open(path, os.O_RDWR)
        self.addCleanup(os.close, self.pipe)
        self.drained = b""

    def drain(self):
        while True:
            self.drained += os.read(self.pipe, 1 << 16)

    def test_a_file_that_takes_nothing_holds_up_changes_and_nothing_is_left_out(self):
        count = 2000
        config = "audit audit.log\nlimits { audit-backlog 4K }\n"
        with server.Host(config + server.machine(), before=self.make_pipe) as host:
            waiting = host.connect().negotiate()
            client = host.connect().negotiate()
            client.send(b'{"execute":"stop"}{"execute":"cont"}' * (count // 2))
            host.await_log("(limits: audit-backlog)")
            self.assertIn("return", waiting.call("query-status"))
            threading.Thread(target=self.drain, daemon=True).start()
            for _ in range(count):
                self.assertEqual(client.reply(), {"return": {}})
            wait_until(lambda: len(self.drained.splitlines()) == count + 2, "a line is left out")

    def test_it_needs_no_ledger(self):
        with server.Host("audit audit.log\n" + server.machine()) as host:
            host.connect().negotiate()
            self.assertEqual(self.lines(host, 1)[0]["command"], "qmp_capabilities")

    def test_a_file_that_cannot_be_made_is_an_error_at_the_start(self):
        host = server.Host("audit nowhere/audit.log\n" + server.machine())
        self.assertEqual(host.process.wait(server.DEADLINE), 1)
        self.assertIn("nowhere/audit.log: No such file or directory", host.log())
        shutil.rmtree(host.directory)


if __name__ == "__main__":
    server.SIGNALBOXD, keeping.SIGNALBOX = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    outcome.main()
