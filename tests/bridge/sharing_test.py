#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Several clients on the monitors of one machine, with a server that answers when the test says so.

usage: PYTHONPATH=tests/stress sharing_test.py SIGNALBOXD [unittest arguments]
"""
import os
import socket
import sys
import threading
import unittest

import outcome
import server
from server import Host
from upstream import Upstream

OOB = {"exec-oob": "migrate-pause", "id": "oob"}
REFUSED = {"class": "GenericError", "desc": "migrate-pause is currently only supported"}


class Sharing(unittest.TestCase):
    monitors = 1
    more = ""

    def setUp(self):
        names = [f"up{i}.sock" for i in range(self.monitors)]
        lines = " ".join(f"\n monitor unix:{name}" for name in names)
        self.bridge = self.enterContext(Host(
            f"machine m {{ {self.more}\n listen unix:qmp.sock\n listen unix:management.sock {{ management true }}\n"
            f" plugin qemu {{ {lines} }} }}\n"))
        upstreams = [self.enterContext(Upstream(os.path.join(self.bridge.directory, name)))
                     for name in names]
        self.others = []
        for each in upstreams[1:]:
            self.others.append(each.accept())
            self.others[-1].start(own=False)
        self.qemu = upstreams[0].serve()

    def client(self):
        client = self.bridge.connect()
        client.line()
        client.call("qmp_capabilities", enable=["oob"])
        return client

    def send(self, count, command):
        """So many clients that have sent a command each, and all of it has been taken."""
        clients = [self.client() for _ in range(count)]
        for client in clients:
            client.send(command)
            client.send(OOB)
            self.refuse_oob()
            self.assertEqual(client.line()["id"], "oob")
        return clients

    def refuse_oob(self):
        """Answers the out-of-band command that is next, and gives what came before it."""
        before = []
        while "exec-oob" not in (command := self.qemu.command()):
            before.append(command)
        self.before = getattr(self, "before", []) + before
        self.qemu.say({"error": REFUSED, "id": command["id"]})
        return before


class InFlight(Sharing):
    def test_seven_commands_are_in_flight_and_out_of_band_gets_through(self):
        clients = self.send(9, {"execute": "stop", "id": 5})
        self.assertEqual(self.before, [{"execute": "stop"}] * 7)
        for client in clients:
            self.qemu.say({"return": {}})
            self.assertEqual(client.line(), {"return": {}, "id": 5})

    def test_who_pipelines_waits_behind_who_does_not(self):
        busy = self.bridge.connect().negotiate()
        busy.send(b"".join(b'{"execute":"stop","id":%d}' % i for i in range(8)))
        self.assertEqual(self.qemu.command(), {"execute": "stop"})
        other = self.bridge.connect().negotiate()
        other.send({"execute": "cont"})
        self.assertEqual(self.qemu.command(), {"execute": "cont"})
        for i in range(8):
            self.qemu.say({"return": {}})
            self.assertEqual(busy.line(), {"return": {}, "id": i})
            if i == 0:
                self.qemu.say({"return": {}})
                self.assertEqual(other.line(), {"return": {}})
            if i < 7:
                self.assertEqual(self.qemu.command(), {"execute": "stop"})


class Ids(Sharing):
    def test_an_id_comes_back_as_qemu_prints_it_and_none_stays_none(self):
        ids = [b"null", b"0.1", b'"x"', b'{"b":1,"a":[{}]}', b"0", b"-0.0", b'"\u00e4"']
        printed = [b"null", b"0.10000000000000001", b'"x"', b'{"a": [{}], "b": 1}', b"0", b"-0",
                   b'"\u00E4"']
        for sent, back in zip(ids, printed):
            client = self.bridge.connect().negotiate()
            client.send(b'{"id":%s,"execute":"stop"}' % sent)
            self.assertEqual(self.qemu.command(), {"execute": "stop"})
            self.qemu.say(b'{"return":  {"x": 1.50}}\r\n')
            self.assertEqual(client.bytes(), b'{"return": {"x": 1.50}, "id": %s}' % back)
        client = self.bridge.connect().negotiate()
        client.send({"execute": "stop"})
        self.qemu.command()
        self.qemu.say({"return": {}})
        self.assertEqual(client.bytes(), b'{"return": {}}')

    def test_equal_ids_of_two_clients_are_two(self):
        first, second = self.send(2, {"execute": "qom-get", "id": 1, "arguments": {"path": "/a"}})
        self.qemu.say({"return": "first"})
        self.qemu.say({"return": "second"})
        self.assertEqual(first.line(), {"return": "first", "id": 1})
        self.assertEqual(second.line(), {"return": "second", "id": 1})

    def test_arguments_reach_qemu_as_the_client_wrote_them_less_white_space(self):
        client = self.bridge.connect().negotiate()
        client.send(b"""{"arguments": {'path' : '\\u20ac', "property":1.50}, 'execute': 'qom-get'}""")
        self.qemu.receive()
        self.assertEqual(self.qemu.buffer, """{"execute":"qom-get","arguments":"""
                                           """{'path':'\\u20ac',"property":1.50}}""")


class Descriptors(Sharing):
    def sent(self, client, text, path):
        descriptor = os.open(path, os.O_RDONLY)
        socket.send_fds(client.socket, [text], [descriptor])
        os.close(descriptor)

    def path_of_next(self, command):
        """Of the descriptor that came with the next command, which must be this one."""
        came = self.qemu.command()
        self.assertEqual(came["execute"], command)
        self.assertEqual(len(self.qemu.descriptors), 1)
        descriptor = self.qemu.descriptors.pop()
        path = os.readlink(f"/proc/self/fd/{descriptor}")
        os.close(descriptor)
        return path

    def test_one_goes_with_its_command_also_if_it_came_with_a_space_before_it(self):
        client = self.bridge.connect().negotiate()
        self.sent(client, b" ", "/dev/zero")
        client.send({"execute": "add-fd"})
        self.assertEqual(self.path_of_next("add-fd"), "/dev/zero")

    def test_one_goes_with_its_own_command_of_several_in_one_piece(self):
        client = self.bridge.connect().negotiate()
        client.send({"execute": "stop"})
        self.sent(client, b'{"execute":"add-fd"}{"execute":"cont"}', "/dev/full")
        self.qemu.command()
        self.assertEqual(self.qemu.descriptors, [])
        self.qemu.say({"return": {}})
        self.assertEqual(self.path_of_next("add-fd"), "/dev/full")
        self.qemu.say({"return": {"fdset-id": 0, "fd": 1}})
        self.assertEqual(self.qemu.command(), {"execute": "cont"})
        self.assertEqual(self.qemu.descriptors, [])

    def test_only_one_command_that_has_some_is_with_qemu_at_a_time(self):
        paths = ["/dev/null", "/dev/zero", "/dev/full"]
        clients = [self.client() for _ in paths]
        for client, path in zip(clients, paths):
            self.sent(client, b'{"execute":"add-fd"}', path)
            client.send(OOB)
            self.refuse_oob()
        self.assertEqual(self.before, [{"execute": "add-fd"}])
        seen = [os.readlink(f"/proc/self/fd/{self.qemu.descriptors.pop()}")]
        for _ in paths[1:]:
            self.qemu.say({"return": {"fdset-id": 0, "fd": 1}})
            seen.append(self.path_of_next("add-fd"))
        self.assertEqual(seen, paths)

    def test_nothing_follows_one_until_it_is_taken_but_out_of_band_after_a_while(self):
        holder, other = self.client(), self.client()
        self.sent(holder, b'{"execute":"add-fd"}', "/dev/null")
        self.assertEqual(self.path_of_next("add-fd"), "/dev/null")
        other.send({"execute": "stop"})
        other.send(OOB)
        self.assertEqual(self.refuse_oob(), [])
        self.assertEqual(other.line()["id"], "oob")
        self.qemu.say({"return": {"fdset-id": 0, "fd": 1}})
        self.assertEqual(self.qemu.command(), {"execute": "stop"})

    def test_a_name_that_another_client_holds_is_refused(self):
        holder, other = self.bridge.connect().negotiate(), self.bridge.connect().negotiate()
        get = b'{"execute":"getfd","arguments":{"fdname":"x"}}'
        self.sent(holder, get, "/dev/null")
        self.qemu.command()
        self.qemu.say({"return": {}})
        self.assertEqual(holder.line(), {"return": {}})
        taken = {"error": {"class": "GenericError",
                           "desc": "File descriptor name 'x' is in use by another client"}}
        self.sent(other, get, "/dev/null")
        self.assertEqual(other.line(), taken)
        self.assertEqual(other.call("closefd", fdname="x"), taken)
        holder.send({"execute": "closefd", "arguments": {"fdname": "x"}})
        self.assertEqual(self.qemu.command()["execute"], "closefd")
        self.qemu.say({"return": {}})
        self.assertEqual(holder.line(), {"return": {}})
        self.sent(other, get, "/dev/null")
        self.assertEqual(self.qemu.command()["execute"], "getfd")

    def test_one_that_came_with_a_command_of_the_host_goes_with_the_next(self):
        client = self.bridge.connect()
        self.assertIn("QMP", client.line())
        self.sent(client, b'{"execute":"qmp_capabilities"}', "/dev/null")
        self.assertEqual(client.line(), {"return": {}})
        self.sent(client, b'{"execute":"query-signals"}', "/dev/zero")
        self.assertIn("return", client.line())
        client.send({"execute": "add-fd"})
        self.assertEqual(self.path_of_next("add-fd"), "/dev/zero")

    def test_one_who_sends_none_gets_no_others(self):
        client = self.bridge.connect().negotiate()
        self.assertEqual(client.call("getfd", fdname="x"), {
            "error": {"class": "GenericError",
                      "desc": "No file descriptor supplied via SCM_RIGHTS"}})


class Lagging(Sharing):
    more = "client-backlog 64K"
    EVENTS = 40000

    def test_qemu_waits_for_a_management_client_that_does_not_read(self):
        manager = self.bridge.connect("management.sock").negotiate()
        sent = []

        def flood():
            self.qemu.socket.settimeout(None)
            for i in range(self.EVENTS):
                self.qemu.event("RESET", {"guest": True, "reason": "guest-reset"}, seconds=i)
                sent.append(i)

        sender = threading.Thread(target=flood, daemon=True)
        sender.start()
        self.bridge.await_log("a management client does not read; the upstream has to wait")
        self.assertLess(len(sent), self.EVENTS)
        seconds = [manager.line()["timestamp"]["seconds"] for _ in range(self.EVENTS)]
        self.assertEqual(seconds, list(range(self.EVENTS)))
        sender.join()


class LaggingAlone(Sharing):
    """A management client with a monitor of its own does not read: it alone has to wait."""

    more = "client-backlog 64K"
    monitors = 2
    EVENTS = 10000
    BATCH = 50  # far below what a socket takes that nobody reads

    def test_others_go_on_and_it_hears_each_event_once_when_it_reads_again(self):
        manager = self.bridge.connect("management.sock").negotiate()
        manager.send({"execute": "qom-get"})
        own = self.others[0]
        self.assertEqual(own.command(), {"execute": "qom-get"})
        own.say({"return": {}})
        self.assertEqual(manager.line(), {"return": {}})
        may_send = threading.Semaphore(0)
        sent = []

        def send(monitor, number):
            monitor.event("RESET", {"guest": True, "reason": "guest-reset"}, seconds=number)

        def follow():
            """Sends the same by the manager's monitor, until it has to wait: for as long as all the rest takes."""
            own.socket.settimeout(None)
            for number in range(self.EVENTS):
                may_send.acquire()
                send(own, number)
                sent.append(number)

        other = self.bridge.connect().negotiate()
        sender = threading.Thread(target=follow, daemon=True)
        sender.start()
        for first in range(0, self.EVENTS, self.BATCH):
            for number in range(first, first + self.BATCH):
                send(self.qemu, number)
            may_send.release(self.BATCH)
            other.skip(self.BATCH)
        self.bridge.await_log("a management client does not read")
        other.send({"execute": "stop"})
        self.assertEqual(self.qemu.command(), {"execute": "stop"})
        self.qemu.say({"return": {}})
        self.assertEqual(other.line(), {"return": {}})
        self.assertLess(len(sent), self.EVENTS)
        seconds = [manager.line()["timestamp"]["seconds"] for _ in range(self.EVENTS)]
        self.assertEqual(seconds, list(range(self.EVENTS)))
        sender.join()
        own.socket.settimeout(server.DEADLINE)
        manager.send({"execute": "cont"})
        self.assertEqual(own.command(), {"execute": "cont"})
        own.say({"return": {}})
        self.assertEqual(manager.line(), {"return": {}})  # and no event once more


class SeveralMonitors(Sharing):
    monitors = 3

    def test_a_management_client_has_one_of_its_own_while_one_is_free(self):
        managers = [self.bridge.connect("management.sock").negotiate() for _ in range(3)]
        for manager, monitor in zip(managers, [*self.others, self.qemu]):
            manager.send({"execute": "stop"})
            self.assertEqual(monitor.command(), {"execute": "stop"})
            monitor.say({"return": {}})
            self.assertEqual(manager.line(), {"return": {}})

    def test_so_has_one_who_sends_a_descriptor(self):
        client = self.bridge.connect().negotiate()
        socket.send_fds(client.socket, [b'{"execute":"add-fd"}'], [0])
        self.assertEqual(self.others[0].command(), {"execute": "add-fd"})

    def test_an_event_comes_once_and_in_front_of_the_reply_whoever_brings_it_first(self):
        manager = self.bridge.connect("management.sock").negotiate()
        client = self.bridge.connect().negotiate()
        manager.send({"execute": "qom-get"})
        own = self.others[0]
        self.assertEqual(own.command(), {"execute": "qom-get"})
        own.event("RESET", {"guest": False, "reason": "host-qmp-system-reset"})
        own.say({"return": {}})
        for each in (manager, client):
            self.assertEqual(each.line()["event"], "RESET")
        self.assertEqual(manager.line(), {"return": {}})
        for monitor in (self.qemu, self.others[1]):
            monitor.event("RESET", {"guest": False, "reason": "host-qmp-system-reset"})
        self.qemu.event("RESET", {"guest": True, "reason": "guest-reset"})
        for each in (manager, client):
            self.assertEqual(each.line()["data"]["guest"], True)

    def test_the_machine_is_down_with_the_last_of_them(self):
        client = self.bridge.connect().negotiate()
        self.qemu.close()
        self.others[0].event("SHUTDOWN", {"guest": False, "reason": "host-signal"})
        for each in self.others:
            each.close()
        self.assertEqual(client.line()["event"], "SHUTDOWN")
        self.assertIsNone(client.line())


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
