#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A machine's QEMU comes late, goes in each phase, and comes back.

usage: PYTHONPATH=tests/stress death_test.py SIGNALBOXD [unittest arguments]
"""
import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import time
import unittest

import outcome
import server
from server import Host
from upstream import RECORDED, Upstream, other_answers

CONFIG = "machine m {{ listen unix:qmp.sock\n {more}\n plugin qemu {{ monitor unix:up.sock }} }}\n"
STATUS = {"status": "running", "singlestep": False, "running": True}


def host(more=""):
    return Host(CONFIG.format(more=more))


def upstream(host):
    return Upstream(os.path.join(host.directory, "up.sock"))


class Start(unittest.TestCase):
    def test_no_client_is_let_in_before_there_is_a_qemu(self):
        with host() as bridge:
            bridge.await_log("waits for plugin 'qemu'")
            with socket.socket(socket.AF_UNIX) as early, self.assertRaises(OSError):
                early.connect(os.path.join(bridge.directory, "qmp.sock"))
            with upstream(bridge) as qemu:
                qemu.serve()
                self.assertEqual(bridge.connect().line()["QMP"]["capabilities"], ["oob"])

    def test_who_hands_a_listening_socket_over_may_connect_before_there_is_a_qemu(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("")  # in no directory
            listener.listen()
            config = CONFIG.format(more=f"listen fd:{listener.fileno()}")
            with Host(config, inherited=[listener.fileno()]) as bridge:
                early = socket.socket(socket.AF_UNIX)
                early.connect(listener.getsockname())
                client = server.Client(early)
                bridge.clients.append(client)
                bridge.await_log("waits for plugin 'qemu'")
                with upstream(bridge) as qemu:
                    qemu.serve()
                    self.assertIn("QMP", client.line())

    def test_it_tries_again_where_one_goes_before_its_greeting_and_one_in_it(self):
        with host() as bridge, upstream(bridge) as qemu:
            qemu.accept().close()
            half = qemu.accept()
            half.say(b'{"QMP": {"vers')
            half.close()
            qemu.serve()
            bridge.connect().negotiate()

    def test_a_server_that_is_none_is_left_and_tried_again(self):
        with host() as bridge, upstream(bridge) as qemu:
            other = qemu.accept()
            other.say(b"SSH-2.0-OpenSSH_9.2\r\n")
            self.assertIsNone(other.command())
            bridge.await_log("sent a line that is no QMP")
            qemu.serve()
            bridge.connect().negotiate()


    def test_one_that_greets_and_answers_nothing_is_tried_again(self):
        with host() as bridge, upstream(bridge) as qemu:
            silent = qemu.accept()
            silent.say(RECORDED["greeting"])
            self.assertEqual(silent.command()["execute"], "qmp_capabilities")
            self.assertIsNone(silent.command())
            bridge.await_log("it does not answer qmp_capabilities")
            qemu.serve()
            bridge.connect().negotiate()

    def test_it_waits_longer_each_time_that_it_tries_again(self):
        with host() as bridge, upstream(bridge) as qemu:
            times = []
            for _ in range(6):
                attempt = qemu.accept()
                times.append(time.monotonic())  # before the pause begins
                attempt.close()
            pauses = [after - before for before, after in zip(times, times[1:])]
            for pause, least in zip(pauses[1:], (0.02, 0.04, 0.08, 0.16)):
                self.assertGreater(pause, least)
            qemu.serve()
            bridge.connect().negotiate()


class Death(unittest.TestCase):
    def test_a_client_gets_all_that_was_said_and_then_the_end(self):
        with host() as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            client.send({"execute": "quit", "id": 1})
            self.assertEqual(monitor.command(), {"execute": "quit"})
            monitor.event("SHUTDOWN", {"guest": False, "reason": "host-qmp-quit"})
            monitor.say(b'{"return": {}}\r\n')
            monitor.close()
            self.assertEqual(client.line()["event"], "SHUTDOWN")
            self.assertEqual(client.line(), {"return": {}, "id": 1})
            self.assertIsNone(client.line())

    def test_nothing_is_added_for_commands_that_have_no_reply(self):
        with host() as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            clients = [bridge.connect().negotiate() for _ in range(3)]
            for client in clients:
                client.send(b'{"execute":"stop"}{"execute":"cont"}{"exec-oob":"migrate-pause","id":1}')
            monitor.command()
            monitor.event("STOP")
            monitor.say(b'{"return": {')  # in mid-reply
            monitor.close()
            for client in clients:
                self.assertEqual(client.line()["event"], "STOP")
                self.assertIsNone(client.line())

    def test_half_an_event_is_no_event(self):
        with host() as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            monitor.say(b'{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "ST')
            monitor.close()
            self.assertIsNone(client.line())

    def test_explicit_connections_hear_why(self):
        with host() as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            tag = client.call("stop-event-connect")["return"]
            monitor.close()
            ended = client.line()
            self.assertEqual(ended["event"], "SIGNAL_DISCONNECTED")
            self.assertEqual(ended["data"]["reason"], "upstream-lost")
            self.assertEqual(ended["tag"], tag)
            self.assertIsNone(client.line())

    def test_clients_of_a_machine_that_moved_away_hear_that_it_did(self):
        with host() as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            client.call("stop-event-connect")
            monitor.event("STOP")
            monitor.answer_status("postmigrate")
            client.line(), client.line()  # by default, and as asked for
            client.send({"execute": "cont"})
            monitor.command()
            monitor.close()
            self.assertEqual(client.line()["data"]["reason"], "migrated")

    def test_the_next_qemu_is_served_by_what_it_is(self):
        with host() as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            monitor.close()
            self.assertIsNone(client.line())
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            client.send({"execute": "stop"})
            monitor.command()
            monitor.event("STOP", seconds=7)
            monitor.answer_status("paused")
            self.assertEqual(client.line()["timestamp"], {"seconds": 7, "microseconds": 2})


    def test_the_next_qemu_may_have_other_events_and_commands(self):
        with host() as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            monitor.close()
            self.assertIsNone(client.line())
            monitor = qemu.serve(answers=other_answers(["SUSPEND_TWICE"], ["RESET"], ["new-command"]))
            client = bridge.connect().negotiate()
            signals = {each["event"] for each in client.call("query-signals")["return"]}
            self.assertIn("SUSPEND_TWICE", signals)
            self.assertNotIn("RESET", signals)
            self.assertIn("return", client.call("suspend-twice-event-connect"))
            for command in ("new-command", "reset-event-connect"):  # neither is ours
                client.send({"execute": command})
                self.assertEqual(monitor.command(), {"execute": command})
                monitor.say({"return": {}})
                self.assertEqual(client.line(), {"return": {}})
            monitor.event("SUSPEND_TWICE")
            self.assertEqual(client.line()["event"], "SUSPEND_TWICE")


class Held(unittest.TestCase):
    def setUp(self):
        self.bridge = self.enterContext(host("hold-clients true"))
        self.qemu = self.enterContext(upstream(self.bridge))
        self.monitor = self.qemu.serve()
        self.client = self.bridge.connect().negotiate()

    def test_a_command_that_waits_and_one_that_comes_get_errors(self):
        self.client.send({"execute": "stop", "id": 1})
        self.monitor.command()
        self.monitor.close()
        self.assertEqual(self.client.line(), {
            "id": 1, "error": {"class": "GenericError",
                               "desc": "The machine's QEMU went before it answered"}})
        gone = self.client.call("query-status")["error"]
        self.assertEqual(gone["class"], "GenericError")
        self.assertIn("The machine's QEMU is gone at the moment", gone["desc"])

    def test_it_goes_on_with_the_next_and_explicit_connections_hear_of_the_gap(self):
        tag = self.client.call("stop-event-connect")["return"]
        other = self.bridge.connect().negotiate()
        self.monitor.close()
        self.monitor = self.qemu.serve("paused")
        gap = self.client.line()
        self.assertEqual((gap["event"], gap["tag"]), ("SIGNAL_GAP", tag))
        self.assertGreaterEqual(gap["data"].pop("seconds"), 0)
        self.assertEqual(gap["data"], {"status-before": "running", "status-after": "paused"})
        for client in (self.client, other):
            client.send({"execute": "query-status"})
            self.monitor.answer_status("running")
            self.assertEqual(client.line(), {"return": STATUS})
        self.monitor.event("STOP")
        self.assertEqual([self.client.line().get("tag") for _ in range(2)], [None, tag])
        self.assertNotIn("tag", other.line())

    def test_what_the_next_qemu_does_not_have_ends(self):
        tag = self.client.call("reset-event-connect")["return"]
        self.monitor.close()
        self.monitor = self.qemu.serve(answers=other_answers(without=["RESET"]))
        ended = self.client.line()
        self.assertEqual((ended["event"], ended["tag"]), ("SIGNAL_DISCONNECTED", tag))
        self.client.send({"execute": "query-status"})
        self.monitor.answer_status("running")
        self.assertEqual(self.client.line(), {"return": STATUS})


class Books(unittest.TestCase):
    """The ledger, when QEMU dies under clients that it writes about."""

    def test_an_event_of_the_host_has_no_gap(self):
        config = "ledger { path l.db }\n" + CONFIG.format(more="hold-clients true")
        with Host(config) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            self.assertIn("return", client.call("compat-notice-event-connect"))
            tag = client.call("stop-event-connect")["return"]
            monitor.close()
            qemu.serve()
            self.assertEqual(client.line()["tag"], tag)
            client.send({"execute": "query-connections"})
            self.assertIn("return", client.line())

    def test_they_balance_after_a_death_in_mid_event(self):
        signalbox = os.path.join(os.path.dirname(server.SIGNALBOXD), "signalbox")
        with Host("ledger { path l.db }\n" + CONFIG.format(more="")) as bridge:
            with upstream(bridge) as qemu:
                monitor = qemu.serve()
                old = bridge.connect().negotiate()
                new = bridge.connect()
                new.line()
                new.call("disconnect-default-signals")
                tag = new.call("stop-event-connect")["return"]
                new.call("qmp_capabilities")
                for _ in range(20):
                    monitor.event("RESUME")
                monitor.say(b'{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"')
                monitor.close()
                self.assertEqual([old.line()["event"] for _ in range(20)], ["RESUME"] * 20)
                self.assertIsNone(old.line())
                self.assertEqual(new.line()["tag"], tag)
                self.assertIsNone(new.line())
                monitor = qemu.serve()
                last = bridge.connect().negotiate()
                monitor.close()
                self.assertIsNone(last.line())
            bridge.process.terminate()
            bridge.process.wait(server.DEADLINE)
            ledger = os.path.join(bridge.directory, "l.db")
            checked = subprocess.run([signalbox, "ledger", "fsck", "--ledger", ledger],
                                     capture_output=True, text=True, check=False)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
            with contextlib.closing(sqlite3.connect(ledger)) as database:
                # One while QEMU was away, and one from its second end on.
                rows = database.execute("SELECT reason, ended >= began FROM gap ORDER BY id").fetchall()
                self.assertEqual([reason for reason, _ in rows], ["upstream-lost"] * 2)
                self.assertTrue(rows[0][1])


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
