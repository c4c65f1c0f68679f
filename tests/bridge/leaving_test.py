#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients that leave, or close their sending half, before a server has answered them.

usage: PYTHONPATH=tests/stress leaving_test.py SIGNALBOXD [unittest arguments]
"""
import os
import socket
import sys

import outcome
import server
from sharing_test import OOB, REFUSED, Sharing


class Leaving(Sharing):
    def test_the_reply_to_one_who_has_left_is_nobodys(self):
        client, other = self.send(2, {"execute": "qom-get", "id": 1})
        client.close()
        self.qemu.say({"return": "of who has left"})
        self.qemu.say({"return": "of who is there"})
        self.assertEqual(other.line(), {"return": "of who is there", "id": 1})

    def check_dropped(self, leave):
        """What is asked by clients that `leave` lets leave is not given to QEMU, which is busy."""
        blockers = self.send(7, {"execute": "stop"})
        leave()
        last = self.send(1, {"execute": "cont"})[0]  # seen behind their end, over several turns
        for client in blockers:
            self.qemu.say({"return": {}})
            self.assertEqual(client.line(), {"return": {}})
        self.assertEqual(self.qemu.command(), {"execute": "cont"})
        self.qemu.say({"return": {}})
        self.assertEqual(last.line(), {"return": {}})

    def test_what_was_not_given_to_qemu_is_not_done(self):
        def leave():
            for client in self.send(3, {"execute": "system_reset"}):
                client.close()
        self.check_dropped(leave)

    def test_nor_is_it_where_its_client_is_not_read(self):
        """Without out-of-band a client is not read while a command of its is under way."""
        for count in (1, 3):
            with self.subTest(commands=count):
                def leave():
                    for _ in range(3):
                        client = self.bridge.connect().negotiate()
                        client.send(b'{"execute":"system_reset"}' * count)
                        client.close()
                self.check_dropped(leave)

    def test_nor_what_stands_behind_a_command_that_qemu_has(self):
        client = self.bridge.connect().negotiate()
        client.send(b'{"execute":"stop"}{"execute":"system_reset"}')
        self.assertEqual(self.qemu.command(), {"execute": "stop"})
        client.close()
        last = self.client()
        for replies in (2, 1):
            last.send({"execute": "cont"})
            self.assertEqual(self.qemu.command(), {"execute": "cont"})
            for _ in range(replies):
                self.qemu.say({"return": {}})
            self.assertEqual(last.line(), {"return": {}})

    def test_one_that_only_sends_and_leaves_is_heard(self):
        client = self.bridge.connect().negotiate()
        client.send({"execute": "stop"})
        client.close()
        self.assertEqual(self.qemu.command(), {"execute": "stop"})

    LARGE = "x" * (4 * server.MIB)  # more than a socket takes

    def test_one_that_closes_its_sending_half_gets_its_replies_whole(self):
        client = self.bridge.connect().negotiate()
        client.send(b'{"execute":"stop","id":1}{"execute":"cont","id":2}')
        client.socket.shutdown(socket.SHUT_WR)
        for number in (1, 2):
            self.qemu.command()
            self.qemu.say({"return": self.LARGE})
            self.assertEqual(client.line(), {"return": self.LARGE, "id": number})
        self.assertIsNone(client.line())

    def test_so_does_one_that_has_enabled_out_of_band(self):
        client = self.client()
        client.send({"execute": "stop"})
        client.send(OOB)
        client.socket.shutdown(socket.SHUT_WR)
        asked = [self.qemu.command() for _ in range(2)]
        other = self.client()  # seen behind the end of that input
        other.send({"execute": "cont"})
        self.assertEqual(self.qemu.command(), {"execute": "cont"})

        oob = next(each["id"] for each in asked if "exec-oob" in each)
        self.qemu.say({"error": REFUSED, "id": oob})
        self.assertEqual(client.line(), {"error": REFUSED, "id": "oob"})
        self.qemu.say({"return": self.LARGE})
        self.qemu.say({"return": {}})
        self.assertEqual(other.line(), {"return": {}})
        self.assertEqual(client.line(), {"return": self.LARGE})
        self.assertIsNone(client.line())

    def test_its_descriptor_names_and_sets_are_taken_back(self):
        client = self.bridge.connect().negotiate()
        descriptor = os.open("/dev/null", os.O_RDONLY)
        for command, value in ((b'{"execute":"getfd","arguments":{"fdname":"a"}}', {}),
                               (b'{"execute":"add-fd"}', {"fdset-id": 3, "fd": 9})):
            socket.send_fds(client.socket, [command], [descriptor])
            self.qemu.command()
            self.qemu.say({"return": value})
            client.line()
        os.close(descriptor)
        self.assertEqual(len(self.qemu.descriptors), 2)
        client.close()
        undone = [self.qemu.command() for _ in range(2)]
        self.assertEqual(undone, [{"execute": "closefd", "arguments": {"fdname": "a"}},
                                  {"execute": "remove-fd", "arguments": {"fdset-id": 3}}])


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
