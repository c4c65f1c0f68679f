#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A machine's QEMU is not itself any more: its guest has taken it over, and it says what it likes.

usage: PYTHONPATH=tests/stress hostile_test.py SIGNALBOXD [unittest arguments]
"""
import json
import os
import socket
import sys
import threading
import time
import unittest

import outcome
import server
from server import MIB, Host
from upstream import ANSWERS, RECORDED, Upstream

CONFIG = ("machine m { listen unix:qmp.sock\n client-backlog 256M\n plugin qemu { monitor unix:up.sock } }\n"
          "machine good { listen unix:good.sock\n plugin legacy }\n")
RESET = b'{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESET", "data": %s}\r\n'


def event(name, time=b'{"seconds": 1, "microseconds": 2}'):
    return b'{"timestamp": ' + time + b', "event": "' + name + b'"}\r\n'


# Each is what a server says all at once; it ends its connection then.
LINES = {
    "no JSON": b"hello\r\n",
    "cut JSON": b'{"return": [1, {"a": \r\n',
    "wrong JSON": b'{"return": {nonsense: 1, }}\r\n',
    "wrong JSON in data": RESET % b'{"guest": tru, "reason"}',
    "wrong JSON at the end of data": RESET % b'{"guest": true} }',
    "data that is no object": RESET % b'[1, 2]',
    "data that is deep": RESET % (b'{"a":' + b"[" * 100000 + b"]" * 100000 + b"}"),
    "NUL": b'{"return": "a\0b"}\r\n',
    "NUL in data": RESET % b'{"reason": "\0"}',
    "no UTF-8": RESET % b'{"reason": "\xff\xfe\xc0\x80"}',
    "control characters": RESET % b'{"reason": "\x1b[2J\x07"}',
    "a bare number": b"17\r\n",
    "empty lines": b"\r\n" * 100000,
    "braces": b"{}\r\n",
    "a reply that nobody asked for": b'{"return": {}}\r\n' * 20,
    "an error that is none": b'{"error": 5}\r\n' * 20,
    "an error with a class of its own": b'{"error": {"class": "\\u0000", "desc": "%s%n"}}\r\n' * 20,
    "a wrong id": b'{"return": {}, "id": "999999"}\r\n',
    "an id that is none": b'{"return": {}, "id": {"a": [1]}}\r\n',
    "the same id twice": b'{"return": {}, "id": "1"}\r\n' * 2,
    "both": b'{"return": {}, "error": {}, "event": "STOP", "QMP": {}}\r\n',
    "a second greeting": b'{"QMP": {"version": {}, "capabilities": []}}\r\n' * 3,
    "a large greeting": b'{"QMP": {"capabilities": ["' + b"x" * MIB + b'"]}}\r\n',
    "an event with a huge name": event(b"E" * MIB),
    "an event without a name": event(b""),
    "an event with a name that is none": event(b"a\\n\\u0000\x1b[2J"),
    "many names": b"".join(event(b"E%d" % i) for i in range(3000)),
    "times that cannot be": event(b"STOP", b'{"seconds": 99999999999999999999, "microseconds": -99999}'),
    "times that are none": event(b"STOP", b'"now"'),
    "times that have no room": event(b"STOP", b'{"seconds": 9223372036854775807, "microseconds": 0}'),
    "half a line": b'{"return": {',
}

SCHEMAS = {
    "a type that is its own member": [
        {"name": "RESET", "meta-type": "event", "arg-type": "0"},
        {"name": "0", "meta-type": "object", "members": [{"name": "a", "type": "0"}]}],
    "types that are each other's elements": [
        {"name": "RESET", "meta-type": "event", "arg-type": "0"},
        {"name": "0", "meta-type": "array", "element-type": "1"},
        {"name": "1", "meta-type": "array", "element-type": "0"}],
    "variants in a ring": [
        {"name": "RESET", "meta-type": "event", "arg-type": "0"},
        {"name": "0", "meta-type": "object", "tag": "a", "members": [{"name": "a", "type": "1"}],
         "variants": [{"case": "a", "type": "0"}]},
        {"name": "1", "meta-type": "enum", "values": ["a"]}],
    "members without a type": [
        {"name": "RESET", "meta-type": "event", "arg-type": "0"},
        {"name": "0", "meta-type": "object", "members": [1, {"name": 2}, {}]}],
    "an event twice": [{"name": "RESET", "meta-type": "event", "arg-type": "RESET"}] * 2,
    "features that are none": [{"name": "RESET", "meta-type": "event", "arg-type": "0", "features": 1}],
}


def upstream(host):
    return Upstream(os.path.join(host.directory, "up.sock"))


def until_served(qemu, answers=ANSWERS):
    """A connection that is served; others end while it is brought about."""
    while True:
        try:
            return qemu.serve(answers=answers)
        except (AssertionError, TypeError, OSError):
            continue


class Hostile(unittest.TestCase):
    def good(self, bridge):
        """Another machine's client, which notices nothing."""
        client = bridge.connect("good.sock").negotiate()
        self.assertIn("return", client.call("query-status"))

    def test_what_it_says_while_it_is_served_hits_its_own_clients_alone(self):
        for what, said in LINES.items():
            with self.subTest(what), Host(CONFIG) as bridge, upstream(bridge) as qemu:
                monitor = qemu.serve()
                client = bridge.connect().negotiate()
                client.call("signal-connect", signal="reset-event", where={"reason": ["x", "guest-reset"]})
                client.call("reset-event-connect", guest=True)
                client.send({"execute": "stop"})
                client.send({"exec-oob": "migrate-pause", "id": 1})
                self.assertEqual(monitor.command()["execute"], "stop")
                monitor.say(said)
                monitor.close()
                while client.bytes() is not None:
                    pass
                self.good(bridge)
                until_served(qemu)
                bridge.connect().negotiate()

    def test_what_it_says_while_it_is_asked_hits_nobody(self):
        for what, said in LINES.items():
            with self.subTest(what), Host(CONFIG) as bridge, upstream(bridge) as qemu:
                for asked in range(3):
                    monitor = qemu.accept()
                    monitor.say(RECORDED["greeting"] if asked else said)
                    for _ in range(asked - 1):
                        monitor.command()
                        monitor.say({"return": {}})
                    try:
                        monitor.say(said)
                    except OSError:
                        pass  # it was left meanwhile
                    monitor.close()
                self.good(bridge)
                until_served(qemu)
                bridge.connect().negotiate()

    def test_its_introspection_may_lead_nowhere(self):
        for what, schema in SCHEMAS.items():
            with self.subTest(what), Host(CONFIG) as bridge, upstream(bridge) as qemu:
                answers = {**ANSWERS, "query-qmp-schema": schema}
                if what.startswith(("features", "members")):  # no introspection: more is asked
                    answers["query-events"] = [{"name": "RESET"}]
                monitor = until_served(qemu, answers)
                client = bridge.connect().negotiate()
                client.call("query-signals")
                for where in ({"a": 1}, {"a.a.a.a.a.a.a.a": 1}):
                    client.call("signal-connect", signal="reset-event", where=where)
                client.call("reset-event-connect")
                monitor.event("RESET", {"a": {"a": 1}})
                self.assertEqual(client.line()["event"], "RESET")
                self.good(bridge)

    def test_a_connection_that_is_half_closed_is_left(self):
        for half in (socket.SHUT_RD, socket.SHUT_WR):
            with self.subTest(half), Host(CONFIG) as bridge, upstream(bridge) as qemu:
                monitor = qemu.serve()
                client = bridge.connect().negotiate()
                monitor.event("STOP")
                monitor.socket.shutdown(half)
                client.send({"execute": "cont"})
                self.assertEqual(client.line()["event"], "STOP")
                self.assertIsNone(client.line())
                until_served(qemu)
                bridge.connect().negotiate()


class Storm(unittest.TestCase):
    def test_a_line_without_an_end_is_skipped(self):
        with Host(CONFIG) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            monitor.say(b'{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESET", "data": {"x": "')
            for _ in range(80):
                monitor.say(b"x" * MIB)
            self.assertLess(bridge.status("VmRSS"), 400 * MIB)
            monitor.say(b'"}}\r\n')
            monitor.event("STOP")
            self.assertEqual(client.line()["event"], "STOP")
            bridge.await_log("sent a line that is too long; it is skipped")

    def test_a_line_that_has_no_room_is_skipped(self):
        with Host("limits { upstream-memory 32M }\n" + CONFIG) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            client.send({"execute": "qom-get", "id": 1})
            self.assertEqual(monitor.command()["execute"], "qom-get")
            monitor.say(b'{"return": "' + b"x" * (24 * MIB) + b'"}\r\n')
            self.assertIn("too long", client.line()["error"]["desc"])
            bridge.await_log("bytes of what a server sends: At most 33554432 bytes of memory for what servers send "
                             "are allowed (limits: upstream-memory); a line that has no room is skipped")
            monitor.event("STOP")
            self.assertEqual(client.line()["event"], "STOP")

    def test_a_large_reply_goes_to_who_waits_for_it(self):
        with Host(CONFIG) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client, other = bridge.connect().negotiate(), bridge.connect().negotiate()
            client.send({"execute": "qom-get", "id": 1})
            self.assertEqual(monitor.command()["execute"], "qom-get")
            other.send({"execute": "stop", "id": 2})
            self.assertEqual(monitor.command()["execute"], "stop")
            value = b'"' + b"x" * (66 * MIB) + b'"'
            said = b'{"return": ' + value + b'}\r\n{"return": {}}\r\n'
            sender = threading.Thread(target=monitor.say, args=(said,))
            sender.start()
            expected = b'{"return": ' + value + b', "id": 1}\r\n'
            heard = bytearray()
            while len(heard) < len(expected):
                data = client.socket.recv(MIB)
                self.assertTrue(data, "the host hung up")
                heard += data
            sender.join()
            self.assertTrue(heard == expected)
            self.assertEqual(other.line(), {"return": {}, "id": 2})

    def test_a_line_may_be_as_long_as_the_setting_says_and_a_reply_longer(self):
        config = CONFIG.replace("unix:up.sock", "unix:up.sock  line-limit 1M")
        with Host(config) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            client.call("disconnect-default-signals")
            for size, is_passed_on in ((3, True), (5, False), (1, True)):
                client.send({"execute": "qom-get", "id": size})
                self.assertEqual(monitor.command()["execute"], "qom-get")
                monitor.say(RESET % (b'{"x": "' + b"x" * (2 * MIB) + b'"}'))
                monitor.say({"return": "x" * (size * MIB)})
                answer = client.line()
                self.assertEqual(answer["id"], size)
                self.assertEqual("return" in answer, is_passed_on)
                if not is_passed_on:
                    self.assertEqual(answer["error"]["class"], "GenericError")

    def test_whose_a_reply_is_that_is_too_long(self):
        """Who asked gets an error, and the next client its own answer; or the connection ends."""
        config = CONFIG.replace("unix:up.sock", "unix:up.sock  line-limit 1M")
        text = b"x" * (5 * MIB)
        in_band = {
            "a reply": b'{"return": "' + text + b'"}\r\n',
            "an error": b'{"error": {"class": "GenericError", "desc": "' + text + b'"}}\r\n'}
        out_of_band = {
            "a reply": b'{"return": "' + text + b'", "id": %s}\r\n',
            "an error": b'{"id": %s, "error": {"class": "GenericError", "desc": "' + text + b'"}}\r\n'}
        with Host(config) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client, other = bridge.connect().negotiate(), bridge.connect().negotiate(enable=["oob"])
            for what in in_band:
                with self.subTest(what):
                    client.send({"execute": "qom-get", "id": 1})
                    self.assertEqual(monitor.command()["execute"], "qom-get")
                    other.send({"execute": "stop", "id": 2})
                    self.assertEqual(monitor.command()["execute"], "stop")
                    other.send({"exec-oob": "migrate-pause", "id": 3})
                    asked = monitor.command()
                    self.assertEqual(asked["exec-oob"], "migrate-pause")
                    monitor.say(out_of_band[what] % json.dumps(asked["id"]).encode())
                    answer = other.line()
                    self.assertEqual((answer["id"], answer["error"]["class"]), (3, "GenericError"))
                    monitor.say(in_band[what])
                    answer = client.line()
                    self.assertEqual((answer["id"], answer["error"]["class"]), (1, "GenericError"))
                    monitor.say({"return": {}})
                    self.assertEqual(other.line(), {"return": {}, "id": 2})
            client.send({"execute": "qom-get", "id": 4})
            monitor.command()
            monitor.say(b'{"return":"' + text + b'","id":"1"}\r\n')
            self.assertIsNone(client.line())
            bridge.await_log("sent a line that is too long and may be anybody's reply")
            until_served(qemu)

    def test_an_error_is_an_error_whatever_is_in_it(self):
        with Host(CONFIG) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            for error in (b"{}", b"5", b"null", b'{"desc": "x"}', b'{"class": "", "desc": "x"}'):
                client.send({"execute": "stop"})
                monitor.command()
                monitor.say(b'{"error": ' + error + b"}\r\n")
                self.assertEqual(client.line()["error"]["class"], "GenericError", error)
            for error in (b'{"class": "GenericError", "desc": "x\\q"}',
                          b'{"class": "GenericError", "desc": "\xff"}'):
                client.send({"execute": "stop"})
                monitor.command()
                monitor.say(b'{"error": ' + error + b"}\r\n")
                self.assertEqual(client.line()["error"]["desc"], "QEMU's reply is no JSON", error)
                self.assertIsNone(client.line())
                monitor = until_served(qemu)
                client = bridge.connect().negotiate()

    def test_no_more_events_are_read_in_a_second_than_the_setting_says(self):
        config = CONFIG.replace("unix:up.sock", "unix:up.sock  event-limit 1000")
        count = 5000
        with Host(config) as bridge, upstream(bridge) as qemu:
            monitor = qemu.serve()
            client = bridge.connect().negotiate()
            events = (RESET % b'{"guest": true, "reason": "guest-reset"}') * count
            start = time.monotonic()
            sender = threading.Thread(target=monitor.say, args=(events,))
            sender.start()
            client.skip(count)
            sender.join()
            # One read brings up to 64 KiB, 500 of them, and has a tenth of a second for itself.
            self.assertGreater(time.monotonic() - start, 0.7)
            bridge.await_log("sends more events than event-limit allows")

    def test_a_flood_of_one_that_reads_no_more_ends_with_its_connection(self):
        """The bridge has two reasons to wait then, and watches the next connection once."""
        with Host(CONFIG.replace("unix:up.sock", "unix:up.sock  event-limit 1000")) as bridge, upstream(bridge) as qemu:
            for _ in range(3):
                monitor = qemu.serve()
                clients = [bridge.connect().negotiate() for _ in range(20)]
                monitor.socket.shutdown(socket.SHUT_RD)
                sender = threading.Thread(target=self.flood, args=(monitor,))
                sender.start()
                for each in clients:
                    each.send({"execute": "query-name"})
                sender.join()
                for each in clients:
                    each.close()
            qemu.serve()
            bridge.connect().negotiate()
            self.assertNotIn("cannot be watched", bridge.log())

    @staticmethod
    def flood(monitor):
        try:
            for _ in range(10):
                monitor.say(event(b"STOP") * 3000)
        except OSError:
            pass  # the bridge has closed the connection
        finally:
            monitor.close()


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
