#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What hostile, slow and many clients do to a host: it goes on, and says what it did.

usage: stress_test.py SIGNALBOXD [unittest arguments]
Prints the figures that docs/robustness.md quotes. The session fuzzer is session_fuzzer.py.
"""
import os
import resource
import socket
import sys
import time
import unittest

import outcome
import server
from server import DEADLINE, MIB, Host, machine, toggle, wait_until


class SlowReaders(unittest.TestCase):
    def test_one_above_its_limit_is_disconnected_and_others_hear_all(self):
        with Host(machine(more="client-backlog 64K")) as host:
            slow = host.connect().negotiate()
            slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            driver = host.connect().negotiate()

            for _ in range(20):
                toggle(driver, 500)

            host.await_log("a client does not read")
            heard = 0
            while slow.line() is not None:
                heard += 1
            self.assertLess(heard, 20000)
            self.assertIn("return", driver.call("query-status"))

    def test_one_of_a_management_listener_is_kept_and_loses_nothing(self):
        with Host(machine(listen="{ management true }", more="client-backlog 64K")) as host:
            slow = host.connect().negotiate()
            driver = host.connect().negotiate()

            toggle(driver, 3000)

            for _ in range(3000):
                self.assertEqual(slow.line()["event"], "STOP")
                self.assertEqual(slow.line()["event"], "RESUME")

    def test_all_together_above_the_limit_cost_the_slowest(self):
        with Host("total-backlog 256K\n" + machine()) as host:
            slow = host.connect().negotiate()
            driver = host.connect().negotiate()

            for _ in range(20):
                toggle(driver, 500)

            host.await_log("which is above total-backlog")
            while slow.line() is not None:
                pass
            self.assertIn("return", driver.call("query-status"))


class ManyClients(unittest.TestCase):
    COUNT = 10000

    def test_ten_thousand_are_served_at_once(self):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < self.COUNT + 200:
            self.skipTest(f"the hard limit on open files is {hard}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.COUNT + 200, hard))
        with Host(machine()) as host:
            driver = host.connect().negotiate()
            before = host.status("VmRSS")
            clients = [host.connect() for _ in range(self.COUNT)]
            for client in clients:
                client.send(b'{"execute":"qmp_capabilities"}')
            for client in clients:
                self.assertIn("QMP", client.line())
                self.assertEqual(client.line(), {"return": {}})
            each = (host.status("VmRSS") - before) / self.COUNT
            print(f"memory: {each / 1024:.1f} KiB a client, {self.COUNT} idle legacy clients")

            self.assertEqual(driver.call("stop"), {"return": {}})

            for client in clients:
                self.assertEqual(client.line()["event"], "STOP")
            for client in clients:
                client.close()
            if "sanitize" not in os.environ.get("SIGNALBOX_BUILD", ""):
                self.assertLess(each, 16 * 1024)

    @unittest.skipIf("sanitize" in os.environ.get("SIGNALBOX_BUILD", ""),
                     "UBSan needs a pipe of its own to look at an object's type")
    def test_without_descriptors_the_host_goes_on_and_says_so(self):
        with Host(machine(), files=64) as host:
            first = host.connect().negotiate()
            crowd = [host.connect() for _ in range(80)]  # the socket's queue takes the rest
            host.await_log("cannot accept clients")

            self.assertIn("return", first.call("query-status"))
            for client in crowd[:70]:
                client.close()

            self.assertIn("QMP", crowd[-1].line())


class Idle(unittest.TestCase):
    def test_one_that_never_negotiates_hears_nothing(self):
        with Host(machine()) as host:
            silent = host.connect()
            self.assertIn("QMP", silent.line())
            driver = host.connect().negotiate()

            toggle(driver, 100)

            self.assertEqual(silent.call("qmp_capabilities"), {"return": {}})
            self.assertEqual(silent.buffer, b"")

    def test_one_that_is_half_closed_gets_its_replies(self):
        with Host(machine()) as host:
            half = host.connect()
            half.send(b'{"execute":"qmp_capabilities"}{"execute":"query-status","id":1}')
            half.socket.shutdown(socket.SHUT_WR)

            self.assertIn("QMP", half.line())
            self.assertEqual(half.line(), {"return": {}})
            self.assertEqual(half.line()["id"], 1)
            self.assertIsNone(half.line())


class LargeInput(unittest.TestCase):
    def bounded(self, name, pieces, size):
        with Host(machine()) as host:
            client = host.connect().negotiate()
            before = host.status("VmHWM")
            for piece in pieces:
                client.send(piece)
            self.assertIn("error", client.reply())
            used = host.status("VmHWM") - before
            print(f"{name}: {size / MIB:.1f} MiB of input used {used / MIB:.1f} MiB")
            if "sanitize" not in os.environ.get("SIGNALBOX_BUILD", ""):
                self.assertLess(used, 3 * size + MIB)
            client.close()
            self.assertIn("return", host.connect().negotiate().call("query-status"))

    def test_a_string_of_64_mib_hits_the_limit_in_bounded_memory(self):
        self.bounded("one string", [b'{"a":"'] + [b"x" * MIB] * 65 + [b'"}'], 65 * MIB)

    def test_two_mi_tokens_hit_the_limit_in_bounded_memory(self):
        self.bounded("2 Mi tokens", [b"["] + [b"1," * (MIB // 2)] * 2 + [b"1"], 2 * MIB)

    def test_a_command_of_1_mib_is_answered(self):
        with Host(machine()) as host:
            client = host.connect().negotiate()
            command = b'{"execute":"query-status","id":"' + b"x" * MIB + b'"}'
            times = []
            for _ in range(5):
                start = time.monotonic()
                client.send(command)
                self.assertEqual(len(client.reply()["id"]), MIB)
                times.append(time.monotonic() - start)
            print(f"1 MiB command, there and back: {1000 * min(times):.1f} ms")


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
