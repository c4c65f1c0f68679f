#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plugins come, are replaced and go, over and over, while clients are connected to them.

usage: replacing_test.py SIGNALBOXD COUNTER BLOCK PULSE [unittest arguments]
The four are programs and plugins of the build. SIGNALBOX_CYCLES is how often each test goes round
(default 80). Prints the figures that docs/plugin-abi.md quotes.
"""
import itertools
import os
import pathlib
import sys
import unittest

import outcome
import server
from server import Host, wait_until

CYCLES = int(os.environ.get("SIGNALBOX_CYCLES", "80"))
SANITIZED = "sanitize" in os.environ.get("SIGNALBOX_BUILD", "")
PULSE, BLOCK, COUNTER, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop(i)) for i in (4, 3, 2, 1))
NAMES = [os.path.basename(each) for each in (COUNTER, BLOCK, PULSE)]


class Footprint:
    """What a host holds, and would hold more of if plugins left something behind."""

    def __init__(self, host):
        process = pathlib.Path("/proc", str(host.process.pid))
        lines = (process / "maps").read_text(encoding="utf-8").splitlines()
        self.memory = host.status("VmRSS")
        self.figures = {
            "descriptors": len(os.listdir(process / "fd")),
            "threads": len(os.listdir(process / "task")),
            "mappings of plugins": len([line for line in lines if line.endswith(tuple(NAMES))]),
            "private copies": len(list(pathlib.Path(host.directory, "tmp").glob("*/*"))),
        }


class Replacing(unittest.TestCase):
    CONFIG = ("machine m { listen unix:qmp.sock  plugin-dir dropped  plugin legacy }\n"
              "admin { listen unix:admin.sock }\n")

    def setUp(self):
        self.host = self.enterContext(Host(self.CONFIG, directories=["dropped", "tmp"],
                                           environment={"TMPDIR": "tmp"}))
        self.driver = self.connect()
        self.admin = self.host.connect("admin.sock").negotiate()
        # The thread for large messages is there from the first one on.
        self.assertIn("error", self.driver.call("query-version", large="x" * (server.MIB // 2)))
        self.host.await_log("admin: serves clients")  # lines of the log may be late
        self.seen = len(self.host.log().encode())  # of the log, what was looked at

    def connect(self):
        return self.host.connect().negotiate(defaults=False)

    def await_log(self, text):
        """What is new in the log has the text, now or soon."""
        end = server.deadline()
        while text not in (new := self.host.log(self.seen)):
            server.check(end, f"the log does not say '{text}': {new}")
        self.seen += len(new.encode())

    def load(self, file):
        self.host.drop(file)
        self.await_log("is loaded")

    def replace(self, file):
        self.host.drop(file)
        self.await_log("is replaced by")

    def unload(self, file):
        os.unlink(self.host.dropped(os.path.basename(file)))
        self.await_log("is unloaded")

    def settled(self):
        """The footprint when no client that has closed its end is there any more."""
        there = sum(each.socket.fileno() >= 0 for each in self.host.clients)
        wait_until(lambda: len(self.admin.call("query-clients")["return"]) == there,
                   "clients stay")
        return Footprint(self.host)

    def go_round(self, cycle):
        """Calls cycle(number) so often, and checks that nothing is left behind by it."""
        settled = max(CYCLES // 4, 40)  # until what a host keeps for the next time is there
        for number in range(settled):
            cycle(number)
        before = self.settled()
        for number in range(settled, CYCLES):
            cycle(number)
        after = self.settled()
        self.assertEqual(before.figures, after.figures)
        self.assertNotIn("stays mapped", self.host.log())
        grown = (after.memory - before.memory) / 1024
        print(f"{CYCLES} cycles: {after.memory / server.MIB:.1f} MiB, {grown:+.0f} KiB in the last "
              f"{CYCLES - settled}; {after.figures}")
        if not SANITIZED:
            self.assertLess(grown, 4096)


class Numbers:
    """A client that follows the counter; each number must be the one behind the last."""

    def __init__(self, client):
        self.client = client
        self.last = None

    def connect(self):
        self.tag = self.client.call("count-event-connect")["return"]
        return self

    def follow(self, count):
        for _ in range(count):
            message = self.client.line()
            assert (message["event"], message["tag"]) == ("COUNT_EVENT", self.tag), message
            number = message["data"]["number"]
            assert self.last in (None, number - 1), f"{number} comes after {self.last}"
            self.last = number

    def end(self):
        """Follows it to its end, which is the plugin's."""
        while (message := self.client.line())["event"] == "COUNT_EVENT":
            number = message["data"]["number"]
            assert number == self.last + 1, f"{number} comes after {self.last}"
            self.last = number
        assert (message["event"], message["tag"], message["data"]) == (
            "SIGNAL_DISCONNECTED", self.tag, {"reason": "plugin-unloaded"}), message


class Counting(Replacing):
    """A source of 20,000 numbers a second, whose sequence goes on through save."""

    def test_no_number_is_missing_or_twice_over_many_replacements(self):
        self.load(COUNTER)
        stays = Numbers(self.connect()).connect()

        def cycle(_):
            comes = Numbers(self.connect()).connect()
            self.host.drop(COUNTER)
            end = server.deadline()
            while "is replaced by" not in (new := self.host.log(self.seen)):
                server.check(end, "not replaced")
                stays.follow(20)
                comes.follow(20)
            self.seen += len(new.encode())
            stays.follow(40)
            comes.follow(40)
            comes.client.close()  # with numbers on their way

        stays.follow(1)
        self.go_round(cycle)
        print(f"{stays.last} numbers, none missing and none twice")

    def test_loading_replacing_and_unloading_lose_nothing_in_between(self):
        def cycle(_):
            self.load(COUNTER)
            clients = [Numbers(self.connect()).connect() for _ in range(3)]
            for each in clients:
                each.follow(40)
            self.replace(COUNTER)
            for each in clients:
                each.follow(40)
            os.unlink(self.host.dropped(os.path.basename(COUNTER)))
            for each in clients:
                each.end()
                each.client.close()
            self.await_log("is unloaded")

        self.go_round(cycle)


class Failing(Replacing):
    """Block itself: disks that were added at run time and whose writes really fail."""

    # Operation, device, and what is heard of it: action and reason. The plugin decides by what it
    # has saved: each disk's policy, and the rule that lets every second read of 'rule' fail.
    FAILURES = [
        ("write", "full", ("stop", "nospc")),
        ("write", "ignored", ("none", "nospc")),
        ("write", "reported", ("report", "nospc")),
        ("read", "rule", None),
        ("write", "full", ("stop", "nospc")),
        ("read", "rule", ("report", "io")),
    ]

    def setUp(self):
        super().setUp()
        self.load(BLOCK)
        self.add("full")
        self.add("ignored", werror="ignore")
        self.add("reported", werror="report")
        self.add("rule", file="rule.img", size=4096)
        self.call("block-fault-add", device="rule", operation="read", errno="EIO", every=2)
        self.failures = itertools.cycle(self.FAILURES)
        self.listener = self.connect()
        self.tag = self.listener.call("block-devices-event-connect")["return"]
        self.own_tag = self.call("block-devices-event-connect")

    def add(self, disk, file="/dev/full", **more):
        self.call("block-add", id=disk, file=file, **({"size": 1 << 20} | more))

    def call(self, command, **arguments):
        reply = self.driver.call(command, **arguments)
        self.assertIn("return", reply, command)
        return reply["return"]

    def fail_next(self, device=None):
        """Makes a request fail; who made it hears of it once, before the answer."""
        full = ("write", device, ("stop", "nospc"))
        operation, disk, heard = full if device else next(self.failures)
        expected = []
        if heard:
            expected = [{"device": disk, "operation": operation, "action": heard[0],
                         "reason": heard[1]}]
        self.driver.send({"execute": f"block-{operation}",
                          "arguments": {"device": disk, "offset": 0, "length": 512}})
        mine = []
        while "event" in (message := self.driver.line()):
            self.assertEqual(("BLOCK_DEVICES_EVENT", self.own_tag),
                             (message["event"], message["tag"]))
            mine.append(message["data"])
        self.assertEqual(expected, mine)
        self.assertIn("return" if heard in (None, ("none", "nospc")) else "error", message)
        return expected

    def heard(self, expected):
        """The other client has heard the same, in this order."""
        for each in expected:
            message = self.listener.line()
            self.assertEqual((each, self.tag), (message["data"], message["tag"]))

    def test_each_failure_is_heard_once_and_disks_policies_and_rules_stay(self):
        failures = 0

        def cycle(number):
            nonlocal failures
            disk = f"disk{number}"
            self.add(disk)
            late = self.connect()
            tag = late.call("block-device-event-connect", device=disk)["return"]
            self.host.drop(BLOCK)
            expected = []
            end = server.deadline()
            while "is replaced by" not in (new := self.host.log(self.seen)):
                server.check(end, "not replaced")
                expected += self.fail_next()
            self.seen += len(new.encode())
            for _ in range(6):
                expected += self.fail_next()
            expected += self.fail_next(disk)
            self.heard(expected)
            failures += len(expected)
            message = late.line()
            self.assertEqual(("BLOCK_DEVICE_EVENT", tag), (message["event"], message["tag"]))
            self.call("block-del", device=disk)
            self.assertEqual({"reason": "device-removed"}, late.line()["data"])
            late.close()
            names = [each["device"] for each in self.call("query-block")]
            self.assertEqual(["full", "ignored", "reported", "rule"], names)

        self.go_round(cycle)
        print(f"{failures} failures, each heard once by each client")

    def test_unloading_and_loading_it_ends_connections_and_nothing_else(self):
        def cycle(_):
            self.unload(BLOCK)
            for client, tag in ((self.listener, self.tag), (self.driver, self.own_tag)):
                message = client.line()
                self.assertEqual(({"reason": "plugin-unloaded"}, tag),
                                 (message["data"], message["tag"]))
            self.load(BLOCK)
            self.add("full")
            self.tag = self.listener.call("block-devices-event-connect")["return"]
            self.own_tag = self.call("block-devices-event-connect")
            self.heard(self.fail_next("full"))

        self.go_round(cycle)


class UnderLoad(Replacing):
    """A source with threads of its own that emits as fast as clients read while it is unloaded."""

    CONFIG = ("machine m { listen unix:qmp.sock  plugin-dir dropped }\n"
              "admin { listen unix:admin.sock }\n")

    def test_no_code_is_reached_that_is_gone(self):
        def cycle(_):
            self.load(PULSE)
            clients = [self.connect() for _ in range(3)]
            for each in clients:
                self.assertIn("return", each.call("pulse-event-connect"))
            for channel in ("a", "b"):
                self.assertIn("return", clients[0].call("pulse-emit", count=0, rate=0, size=64,
                                                        channel=channel))
            for each in clients:
                self.assertEqual("PULSE_EVENT", each.line()["event"])
            clients.pop().close()  # in the middle of it

            os.unlink(self.host.dropped(os.path.basename(PULSE)))
            for each in clients:
                while (message := each.line())["event"] == "PULSE_EVENT":
                    pass
                self.assertEqual({"reason": "plugin-unloaded"}, message["data"])
                self.assertEqual("CommandNotFound", each.call("pulse-stop")["error"]["class"])
                each.close()
            self.await_log("is unloaded")

        self.go_round(cycle)


if __name__ == "__main__":
    outcome.main()
