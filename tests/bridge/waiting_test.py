#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A machine's QEMU is slow, or old, or comes and goes, or hangs, or has an address that cannot be.

usage: PYTHONPATH=tests/stress waiting_test.py SIGNALBOXD [unittest arguments]
"""
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import outcome
import server
from server import Host, wait_until
from upstream import ANSWERS, RECORDED, Monitor, Upstream

CONFIG = "machine m {{ listen unix:qmp.sock\n {more}\n plugin qemu {{ monitor {monitor} }} }}\n"
NO_SUCH_COMMAND = {"class": "CommandNotFound", "desc": "The command has not been found"}


def host(monitor="unix:up.sock", more="", **options):
    return Host(CONFIG.format(monitor=monitor, more=more), **options)


def upstream(host):
    return Upstream(os.path.join(host.directory, "up.sock"))


class SlowStart(unittest.TestCase):
    """QEMU greets at once and answers qmp_capabilities late: it is waited for on the connection."""

    def negotiating(self, connected):
        monitor = Monitor(connected)
        monitor.say(RECORDED["greeting"])
        self.assertEqual(monitor.command()["execute"], "qmp_capabilities")
        return monitor

    def served_late(self, bridge, monitor):
        """Nothing happens to the connection for longer than a short patience lasts."""
        self.assertEqual(select.select([monitor.socket], [], [], 3)[0], [])
        monitor.say({"return": {}})
        for name in ("query-commands", "query-qmp-schema"):
            self.assertEqual(monitor.command()["execute"], name)
            monitor.say({"return": ANSWERS[name]})
        monitor.answer_status("running")
        bridge.connect().negotiate()

    def test_it_is_waited_for_at_a_path(self):
        with host() as bridge, upstream(bridge) as qemu:
            self.served_late(bridge, self.negotiating(qemu.accept().socket))

    def test_it_is_waited_for_at_a_port(self):
        with Upstream(("127.0.0.1", 0)) as qemu:
            port = qemu.listener.getsockname()[1]
            with host(f"tcp:127.0.0.1:{port}") as bridge:
                self.served_late(bridge, self.negotiating(qemu.accept().socket))

    def test_it_is_waited_for_at_a_name(self):
        with Upstream(("127.0.0.1", 0)) as qemu:
            port = qemu.listener.getsockname()[1]
            with host(f"tcp:localhost:{port}") as bridge:
                self.served_late(bridge, self.negotiating(qemu.accept().socket))

    def test_it_is_waited_for_where_it_connects_to_us(self):
        with host("accept:unix:up.sock") as bridge:
            self.served_late(bridge, self.negotiating(bridge.connect("up.sock").socket))

    def test_a_descriptor_is_kept_for_as_long_as_it_takes(self):
        ours, theirs = socket.socketpair()
        with host(f"fd:{theirs.fileno()}", inherited=[theirs.fileno()]) as bridge:
            theirs.close()
            monitor = self.negotiating(ours)
            bridge.await_log("it does not answer qmp_capabilities yet")
            self.served_late(bridge, monitor)

    def test_a_descriptor_that_ends_is_said_to_be_for_good(self):
        ours, theirs = socket.socketpair()
        with host(f"fd:{theirs.fileno()}", inherited=[theirs.fileno()]) as bridge:
            theirs.close()
            ours.close()
            bridge.await_log("cannot be connected anew")


class Flapping(unittest.TestCase):
    def attempts(self, qemu, count, serve):
        """The times of connections that each end: at the first question, or once it is served."""
        times = []
        for _ in range(count):
            monitor = qemu.serve() if serve else qemu.accept()
            if not serve:
                monitor.say(RECORDED["greeting"])
                monitor.command()
                monitor.say({"return": {}})
            times.append(time.monotonic())
            monitor.close()
        return times

    def test_the_pauses_grow_also_where_it_negotiates_or_is_served(self):
        for serve in (False, True):
            with self.subTest(served=serve), host() as bridge, upstream(bridge) as qemu:
                times = self.attempts(qemu, 8, serve)
                pauses = [after - before for before, after in zip(times, times[1:])]
                for pause, least in zip(pauses[1:], (0.04, 0.08, 0.16, 0.32, 0.64, 1.28)):
                    self.assertGreaterEqual(pause, least)
                lines = [each for each in bridge.log().splitlines() if "up.sock" in each]
                self.assertLessEqual(len(lines), 12 if serve else 2, lines)


class Silence(unittest.TestCase):
    def figure(self, bridge, name):
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(server.DEADLINE)
            asking.connect(os.path.join(bridge.directory, "metrics.sock"))
            asking.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            text = b""
            while data := asking.recv(1 << 16):
                text += data
        found = re.search(rf'^signalbox_{name}{{machine="m"}} (\S+)', text.decode(), re.MULTILINE)
        return float(found[1])

    def test_one_that_does_not_answer_is_in_the_log_and_in_the_figures(self):
        config = "metrics { listen unix:metrics.sock }\n" + CONFIG.format(more="", monitor="unix:up.sock")
        with Host(config) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            self.assertEqual(self.figure(bridge, "upstream_silence_seconds"), 0)
            client.send({"execute": "stop"})
            self.assertEqual(monitor.command(), {"execute": "stop"})
            wait_until(lambda: self.figure(bridge, "upstream_silence_seconds") > 0, "no figure")
            bridge.await_log("up.sock has not answered stop for")
            monitor.say({"return": {}})
            bridge.await_log("up.sock answers again")
            self.assertEqual(client.line(), {"return": {}})
            wait_until(lambda: self.figure(bridge, "upstream_silence_seconds") == 0, "it stays")

    def test_one_that_hangs_while_nobody_asks_anything_is_found_as_well(self):
        with host() as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            self.assertEqual(monitor.any_command(), {"execute": "query-version"})
            bridge.await_log("up.sock has not answered query-version for")
            monitor.say({"error": NO_SUCH_COMMAND})
            bridge.await_log("up.sock answers again")


class OldServers(unittest.TestCase):
    """What cannot be known of a server is not needed to pass its commands and events on."""

    def serve(self, bridge, commands=None, schema=None, events=None):
        """The answers to what the bridge asks; a dictionary is an error."""
        monitor = self.enterContext(upstream(bridge)).accept()
        monitor.start(own=False)
        for name, value in (("query-commands", commands or RECORDED["commands"]),
                            ("query-qmp-schema", schema or NO_SUCH_COMMAND),
                            ("query-events", events)):
            if value is None:
                break
            self.assertEqual(monitor.command()["execute"], name)
            if isinstance(value, bytes):
                monitor.say(b'{"return": ' + value + b"}\r\n")
            else:
                monitor.say({"error" if isinstance(value, dict) else "return": value})
        if not isinstance(commands, dict):
            monitor.answer_status("running")
        return monitor

    def check(self, monitor, bridge, event="RESET"):
        client = bridge.connect().negotiate()
        client.send({"execute": "cont"})
        self.assertEqual(monitor.command(), {"execute": "cont"})
        monitor.event(event, {"a": 1})
        monitor.say({"return": {}})
        heard = client.line(), client.line()
        self.assertIn({"return": {}}, heard)
        self.assertEqual([each["data"] for each in heard if each.get("event") == event], [{"a": 1}])

    def test_one_without_introspection_tells_its_events(self):
        with host() as bridge:
            monitor = self.serve(bridge, events=[{"name": "RESET"}, {"name": "x y"}])
            self.check(monitor, bridge)
            self.check(monitor, bridge, "NEVER_MENTIONED")
            self.assertIn("reset-event", [each["name"] for each in
                                         bridge.connect().negotiate().call("query-signals")["return"]])

    def test_what_a_listener_advertises_is_in_the_list_of_a_greeting(self):
        version = RECORDED["greeting"]["QMP"]["version"]
        rows = {
            b"[]": ["signals"],  # before QEMU 2.12
            b"[ ]": ["signals"],
            b'["oob"]': ["oob", "signals"],
            b'["oob" ]': ["oob", "signals"],
            b"{}": {},
        }
        config = ("machine m { listen unix:qmp.sock\n listen unix:advertise.sock { advertise true }\n"
                  "plugin qemu { monitor unix:up.sock } }\n")
        for capabilities, expected in rows.items():
            with self.subTest(capabilities), Host(config) as bridge, upstream(bridge) as qemu:
                greeting = b'{"QMP": {"version": %s, "capabilities": %s}}' % (
                    server.json.dumps(version).encode(), capabilities)
                monitor = qemu.accept()
                monitor.say(greeting + b"\r\n")
                for name, value in ANSWERS.items():
                    self.assertEqual(monitor.command()["execute"], name)
                    monitor.say({"return": value})
                monitor.answer_status("running")
                self.assertEqual(bridge.connect().bytes(), greeting)
                self.assertEqual(bridge.connect("advertise.sock").line(),
                                 {"QMP": {"version": version, "capabilities": expected}})

    def test_one_that_tells_nothing_is_served(self):
        with host() as bridge:
            self.check(self.serve(bridge, commands=NO_SUCH_COMMAND, events=NO_SUCH_COMMAND), bridge)

    def test_introspection_that_cannot_be_used_is_done_without(self):
        event = lambda name: {"name": name, "meta-type": "event", "arg-type": "0"}
        rows = {
            "no list": {"a": 1},
            "no objects": [1, 2],
            "no names": [{"meta-type": "event"}],
            "too long a name": [event("E" * 129)],
            "a name that is none": [event('E"\x1b[2J')],
            "too many events": [event(f"E{i}") for i in range(1025)],
            "no JSON, and not looked at inside": b'[{"name": x}]' + b" " * (2 << 20),
            "too deep": b"[" * 600000 + b"]" * 600000,
            "too large": b"[" + b" " * (17 << 20) + b"]",
        }
        for what, schema in rows.items():
            schema = schema if isinstance(schema, bytes) else server.json.dumps(schema).encode()
            with self.subTest(what), host() as bridge:
                monitor = self.serve(bridge, schema=schema, events=[{"name": "RESET"}])
                bridge.await_log("its introspection cannot be used")
                self.check(monitor, bridge)


class Gaps(unittest.TestCase):
    def test_it_is_told_whatever_is_known_of_the_status(self):
        rows = {
            "always": (True, True, {"status-before": "running", "status-after": "paused"}),
            "not before": (False, True, {"status-after": "paused"}),
            "not after": (True, False, {"status-before": "running"}),
            "never": (False, False, {}),
        }
        for what, (before, after, expected) in rows.items():
            with self.subTest(what), host(more="hold-clients true") as bridge:
                with upstream(bridge) as qemu:
                    monitor = self.serve(qemu, before, "running")
                    client = bridge.connect().negotiate()
                    tag = client.call("stop-event-connect")["return"]
                    monitor.close()
                with upstream(bridge) as qemu:
                    self.serve(qemu, after, "paused")
                    gap = client.line()
                    self.assertEqual((gap["event"], gap["tag"]), ("SIGNAL_GAP", tag))
                    self.assertGreaterEqual(gap["data"].pop("seconds"), 0)
                    self.assertEqual(gap["data"], expected)

    def serve(self, qemu, has_status, status):
        """A server that may have no query-status, as qemu-storage-daemon has none."""
        if has_status:
            return qemu.serve(status)
        commands = [each for each in RECORDED["commands"] if each["name"] != "query-status"]
        monitor = qemu.accept()
        monitor.say(RECORDED["greeting"])
        for name, value in {**ANSWERS, "query-commands": commands}.items():
            self.assertEqual(monitor.command()["execute"], name)
            monitor.say({"return": value})
        return monitor

    def test_it_is_told_in_front_of_the_first_event(self):
        with host(more="hold-clients true") as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            tag = client.call("stop-event-connect")["return"]
            monitor.close()
            monitor = qemu.accept()
            monitor.say(RECORDED["greeting"])
            for value in ANSWERS.values():
                monitor.command()
                monitor.say({"return": value})
            self.assertEqual(monitor.command()["execute"], "query-status")
            monitor.event("STOP")
            told = [(each["event"], each.get("tag")) for each in (client.line() for _ in range(3))]
            self.assertEqual(told[0], ("SIGNAL_GAP", tag))
            self.assertCountEqual(told[1:], [("STOP", tag), ("STOP", None)])


class Addresses(unittest.TestCase):
    """An address at which nothing can ever be is found by --check-config, and at the start."""

    ROWS = {
        "unix:/tmp/" + "d" * 120: "the path has 125 bytes",
        "accept:unix:/tmp/" + "d" * 120: "the path has 125 bytes",
        "unix:@qmp": "an abstract socket",
        "tcp:localhost:70000": "a port is a number from 1 to 65535",
        "tcp:localhost": "tcp needs HOST:PORT",
        "qmp.sock": "an address is unix:PATH",
    }

    def check(self, *words):
        return subprocess.run([server.SIGNALBOXD, "--check-config", *words], capture_output=True,
                              text=True, timeout=server.DEADLINE, check=False)

    def test_the_reason_is_said(self):
        self.assertEqual(self.check("--listen", "unix:q", "--upstream", "unix:up").returncode, 0)
        for address, reason in self.ROWS.items():
            with self.subTest(address):
                checked = self.check("--listen", "unix:q", "--upstream", address)
                self.assertEqual(checked.returncode, 2, checked.stdout + checked.stderr)
                self.assertIn(f"machine default: plugin qemu: monitor {address}: {reason}",
                              checked.stderr)

    def test_so_is_that_of_a_listener(self):
        too_long = "unix:/tmp/" + "d" * 120
        checked = self.check("--listen", too_long)
        self.assertEqual(checked.returncode, 2, checked.stdout + checked.stderr)
        self.assertIn(f"--listen {too_long}: the path has 125 bytes", checked.stderr)
        with tempfile.NamedTemporaryFile("w", suffix=".info") as file:
            file.write(f"machine m {{ listen {too_long} }}\n")
            file.flush()
            checked = self.check("--config", file.name)
        self.assertEqual(checked.returncode, 2, checked.stdout + checked.stderr)
        self.assertIn("the path has 125 bytes", checked.stderr)

    def test_a_plugin_that_is_nowhere_and_a_setting_that_no_plugin_has_are_found(self):
        rows = {"blok": "blok.so", "block:drive.id=a,drive.fil=x": "fil",
                "replay:file=x,speed=fast": "speed fast", "legacy:watchdog.acton=x": "watchdog"}
        for plugin, reason in rows.items():
            with self.subTest(plugin):
                checked = self.check("--listen", "unix:q", "--plugin", plugin)
                self.assertNotEqual(checked.returncode, 0)
                self.assertIn(reason, checked.stderr)


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
