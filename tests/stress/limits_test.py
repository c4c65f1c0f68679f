#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Limits on the use of a host by a client: each refusal names its limit, is counted and logged, and other clients notice
nothing.

usage: PYTHONPATH=tests:tests/stress:tests/bridge limits_test.py SIGNALBOXD [unittest arguments]
"""
import contextlib
import fcntl
import os
import socket
import sqlite3
import struct
import sys
import termios
import threading
import unittest

import outcome
import server
from server import MIB, Host, machine, wait_until
from upstream import Upstream

SANITIZED = "sanitize" in os.environ.get("SIGNALBOX_BUILD", "")


def limited(**limits):
    keys = " ".join(f"{key.replace('_', '-')} {value}" for key, value in limits.items())
    return f"limits {{ {keys} }}\nmetrics {{ listen unix:metrics.sock }}\n"


def figure(host, name):
    """A figure of the metrics; `name` with its labels."""
    with host.connect("metrics.sock").socket as connection:
        connection.sendall(b"GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n")
        text = b""
        while piece := connection.recv(1 << 16):
            text += piece
    return next(int(line.split()[-1]) for line in text.decode().splitlines() if line.startswith(name + " "))


def times_reached(host, limit):
    return figure(host, f'signalbox_limit_reached_total{{limit="{limit}"}}')


def open_descriptors(host):
    return len(os.listdir(f"/proc/{host.process.pid}/fd"))


def await_read(host, client):
    """Waits until the host has read all that a client has sent."""
    def unread():
        return struct.unpack("i", fcntl.ioctl(client.socket, termios.TIOCOUTQ, b"1234"))[0]
    wait_until(lambda: unread() == 0, f"{unread()} bytes are not read: {host.log()}")


class Limits(unittest.TestCase):
    def assert_refused(self, host, answer, limit, value):
        self.assertEqual(answer["error"]["class"], "GenericError")
        self.assertIn(f"At most {value} ", answer["error"]["desc"])
        self.assertIn(f"(limits: {limit})", answer["error"]["desc"])
        self.assert_told(host, limit)

    def assert_told(self, host, limit):
        """It is in the metrics and in the log."""
        self.assertGreater(times_reached(host, limit), 0)
        host.await_log(f"(limits: {limit})")


class Connections(Limits):
    def test_a_session_has_so_many_connections_and_others_have_theirs(self):
        with Host(limited(session_connections=20) + machine()) as host:
            greedy = host.connect().negotiate(defaults=False)
            tags = [greedy.call("stop-event-connect")["return"] for _ in range(20)]
            for _ in range(3):
                refused = greedy.call("stop-event-connect")
            self.assert_refused(host, refused, "session-connections", 20)
            self.assertIn("return", host.connect().negotiate().call("stop-event-connect"))
            self.assertEqual(greedy.call("signal-disconnect", tag=tags[0]), {"return": {}})
            self.assertIn("return", greedy.call("stop-event-connect"))

    def test_one_to_a_signal_that_nobody_else_hears_is_refused_as_others_are(self):
        """What was made for it is let go: with freed memory filled, a use of it would show."""
        drive = "plugin block { root .  drive { id a  file a  size 65536 } }"
        with Host(limited(session_connections=1) + machine(more=drive),
                  environment={"MALLOC_PERTURB_": "165",
                               "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}) as host:
            client = host.connect().negotiate(defaults=False)
            client.call("stop-event-connect")
            refused = client.call("block-device-event-connect", device="a")
            self.assert_refused(host, refused, "session-connections", 1)
            self.assertIn("return", client.call("query-status"))

    def test_a_session_has_so_many_values_in_its_conditions(self):
        with Host(limited(where_values=8) + machine()) as host:
            client = host.connect().negotiate()
            wanted = {"signal": "vnc-connected-event", "where": {"server.service": list(map(str, range(4)))}}
            tags = [client.call("signal-connect", **wanted)["return"] for _ in range(2)]
            self.assert_refused(host, client.call("signal-connect", **wanted), "where-values", 8)
            self.assertIn("return", client.call("stop-event-connect"))
            client.call("signal-disconnect", tag=tags[0])
            self.assertIn("return", client.call("signal-connect", **wanted))

    def test_all_sessions_of_an_account_share_so_many_connections(self):
        config = limited(account_connections=30) + machine(more="listen unix:other.sock")
        with Host(config) as host:
            clients = [host.connect().negotiate() for _ in range(2)]  # 14 default connections each
            clients[0].call("stop-event-connect")
            clients[1].call("stop-event-connect")
            self.assert_refused(host, clients[1].call("stop-event-connect"), "account-connections", 30)
            self.assertIn("return", host.connect("other.sock").negotiate().call("stop-event-connect"))
            clients[0].close()
            wait_until(lambda: figure(host, 'signalbox_sessions{machine="m"}') == 2, "nobody has left")
            self.assertIn("return", clients[1].call("stop-event-connect"))

    def test_a_machine_has_so_many_combinations_of_signal_and_arguments(self):
        with Host(limited(machine_taps=1) + machine()) as host:
            client = host.connect().negotiate(defaults=False)
            self.assertIn("return", client.call("stop-event-connect"))
            self.assert_refused(host, client.call("resume-event-connect"), "machine-taps", 1)
            self.assertIn("return", client.call("stop-event-connect"))


class Administration(Limits):
    ADMIN = "admin { listen unix:admin.sock }\n"

    def test_so_many_commands_wait_for_sessions_of_a_machine(self):
        with Host(limited(machine_barriers=2) + self.ADMIN + machine()) as host:
            for _ in range(2):
                waiting = host.connect("admin.sock").negotiate()
                waiting.send({"execute": "listener-wait", "arguments": {"label": "run"}})
                await_read(host, waiting)
            third = host.connect("admin.sock").negotiate()
            self.assert_refused(host, third.call("listener-wait", label="run"), "machine-barriers", 2)
            waiting.close()
            no_time = {"label": "run", "timeout-ms": 0}
            wait_until(lambda: "Not reached" in str(third.call("listener-wait", **no_time)),
                       "a command whose client has left keeps its place")

    def test_so_many_sessions_of_a_machine_are_delayed(self):
        config = limited(delayed_sessions=2) + "ledger { path ledger.db }\n" + self.ADMIN
        with Host(config + machine(listen="{ label run }")) as host:
            admin = host.connect("admin.sock").negotiate()
            clients = [host.connect().negotiate() for _ in range(3)]
            delay = {"milliseconds": 1, "label": "run"}
            self.assert_refused(host, admin.call("delay-client", **delay), "delayed-sessions", 2)
            clients.pop().close()
            wait_until(lambda: figure(host, 'signalbox_sessions{machine="m"}') == 2, "nobody has left")
            self.assertIn("return", admin.call("delay-client", **delay))
            before = times_reached(host, "delayed-sessions")
            self.assertIn("return", host.connect().negotiate().call("query-status"))
            self.assertEqual(times_reached(host, "delayed-sessions"), before + 1)


class Clients(Limits):
    """What clients say of themselves, and how many of them the ledger keeps apart."""

    NEW = 8

    def test_what_a_client_says_of_itself_is_short(self):
        config = limited(client_name=8, client_version=4, client_contact=16, client_interest=2) + machine()
        with Host(config) as host:
            client = host.connect()
            self.assertIn("QMP", client.line())
            for limit, value, said in (("client-name", 8, {"name": "n" * 9}),
                                       ("client-version", 4, {"name": "n", "version": "1" * 5}),
                                       ("client-contact", 16, {"name": "n", "contact": "c" * 17}),
                                       ("client-interest", 2, {"name": "n", "interest": ["STOP"] * 3})):
                with self.subTest(limit):
                    self.assert_refused(host, client.call("client-info", **said), limit, value)
            most = {"name": "n" * 8, "version": "1" * 4, "contact": "c" * 16, "interest": ["STOP", "RESUME"]}
            self.assertEqual(client.call("client-info", **most), {"return": {}})
            self.assertEqual(client.call("qmp_capabilities"), {"return": {}})

    def test_a_user_has_so_many_new_clients_in_a_day(self):
        config = limited(new_clients=3) + "ledger { path ledger.db }\n" + machine(listen="{ role observer }")
        with Host(config) as host:
            for number in range(self.NEW):
                client = host.connect()
                self.assertIn("QMP", client.line())
                self.assertEqual(client.call("client-info", name=f"client-{number}"), {"return": {}})
                self.assertEqual(client.call("qmp_capabilities"), {"return": {}})
            wait_until(lambda: any(name.startswith("others of ") for name in self.in_ledger(host)),
                       f"all clients are kept apart: {self.in_ledger(host)}")
            self.assertLess(len(self.in_ledger(host)), self.NEW)  # also where a new day has just begun
            wait_until(lambda: times_reached(host, "new-clients") > 0, "the limit was not met")
            self.assert_told(host, "new-clients")
            self.assertEqual(figure(host, 'signalbox_limit_highest{limit="new-clients"}'), 3)

    def in_ledger(self, host):
        """The names of the clients there."""
        file = os.path.join(host.directory, "ledger.db")
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return [name for name, in database.execute("SELECT name FROM client")]


class Sessions(Limits):
    @unittest.skipIf(SANITIZED, "sanitizers need descriptors of their own")
    def test_a_crowd_at_one_listener_keeps_nobody_out_elsewhere(self):
        config = machine(more="listen unix:other.sock\n listen unix:libvirt.sock { management true }")
        with Host(limited() + config + "admin { listen unix:admin.sock }\n", files=256) as host:
            host.connect().negotiate()
            crowd = [host.connect() for _ in range(240)]
            host.await_log("cannot accept clients on unix:" + host.directory + "/qmp.sock: At most")
            for name in ("other.sock", "libvirt.sock", "admin.sock"):
                self.assertIn("QMP", host.connect(name).line())
            self.assertGreater(figure(host, "signalbox_client_accounts"), 3)
            for client in crowd[:200]:
                client.close()
            self.assertIn("QMP", crowd[-1].line())  # it has waited

    def test_a_listener_has_so_many_sessions_and_others_wait(self):
        with Host(limited(listener_sessions=3) + machine()) as host:
            first = [host.connect().negotiate() for _ in range(3)]
            late = host.connect()
            host.await_log("At most 3 sessions of a listener are allowed (limits: listener-sessions)")
            self.assertEqual(figure(host, 'signalbox_sessions{machine="m"}'), 3)
            first[0].close()
            self.assertIn("QMP", late.line())
            self.assert_told(host, "listener-sessions")


class Bridged(Limits):
    """A machine in front of a server, to which descriptors can be passed on."""

    MORE = "listen unix:obs.sock { role observer }"

    def setUp(self):
        self.host = self.enterContext(Host(
            limited() + f"machine m {{ listen unix:qmp.sock\n {self.MORE}\n plugin qemu {{ monitor unix:up.sock }} }}\n"))
        self.upstream = self.enterContext(Upstream(os.path.join(self.host.directory, "up.sock")))
        self.qemu = self.upstream.serve()
        self.null = os.open("/dev/null", os.O_RDONLY)
        self.addCleanup(os.close, self.null)

    def flood(self, client, sizes):
        for size in sizes:
            socket.send_fds(client.socket, [b" "], [self.null] * size)


class Descriptors(Bridged):
    def test_of_sets_without_a_command_the_last_is_kept(self):
        client = self.host.connect().negotiate()
        before = open_descriptors(self.host)
        self.flood(client, (5,) * 100 + (1,) * 100 + (3,))
        client.send(b'{"execute": "getfd", "arguments": {"fdname": "')
        wait_until(lambda: open_descriptors(self.host) == before + 3,
                   f"{open_descriptors(self.host) - before} descriptors are kept")
        client.send(b'a"}}')
        while self.qemu.command()["execute"] != "getfd":
            pass
        self.assertEqual(len(self.qemu.descriptors), 3)

    def test_of_a_large_set_as_many_as_qemu_takes_are_kept(self):
        client = self.host.connect().negotiate()
        before = open_descriptors(self.host)
        self.flood(client, (250, 253))
        wait_until(lambda: open_descriptors(self.host) == before + 16,
                   f"{open_descriptors(self.host) - before} descriptors are kept")
        self.assert_told(self.host, "command-descriptors")

    def test_those_of_an_observer_are_closed_at_once(self):
        client = self.host.connect("obs.sock").negotiate()
        before = open_descriptors(self.host)
        self.flood(client, (100,) * 20)
        await_read(self.host, client)
        self.assertEqual(open_descriptors(self.host), before)
        client.send({"execute": "query-status"})
        self.assertEqual(self.qemu.command()["execute"], "query-status")
        self.assertEqual(self.qemu.descriptors, [])


class Input(Limits):
    SIZE = 16 * MIB
    BEGIN = b'{"execute": "query-status", "id": "' + b"i" * SIZE  # not the whole

    def crowded(self, config, more):
        """A host with an account whose input has no room, and clients of it: the first two have sent BEGIN."""
        host = self.enterContext(Host(limited(account_input="20M") + config))
        clients = [host.connect().negotiate() for _ in range(2 + more)]
        before = host.status("VmRSS")
        for client in clients[:2]:
            client.send(self.BEGIN)
            await_read(host, client)
        return host, clients, before

    def test_large_messages_of_an_account_wait_for_one_another(self):
        host, clients, before = self.crowded(machine(more="listen unix:other.sock"), 2)
        sent = [self.send_until_it_waits(host, client) for client in clients[2:]]
        grown = host.status("VmRSS") - before
        self.assert_told(host, "account-input")
        if not SANITIZED:
            self.assertLess(grown, 3 * self.SIZE)
        self.assertIn("return", host.connect().negotiate().call("query-status"))
        self.finish(host.connect("other.sock").negotiate(), 0)
        self.finish(clients[0], self.SIZE)
        self.finish(clients[2], sent[0])
        self.finish(clients[3], sent[1])

    def test_unfinished_messages_hold_up_nobody_for_ever(self):
        host, clients, _ = self.crowded(machine(), 3)
        for client in clients[2:4]:
            client.send(self.BEGIN)
        self.finish(clients[4], 0)
        self.finish(clients[1], self.SIZE)

    def test_one_that_leaves_while_it_waits_for_the_others_is_noticed(self):
        host, clients, _ = self.crowded(machine(), 1)
        self.send_until_it_waits(host, clients[2])
        clients[2].close()
        server.wait_until(lambda: figure(host, 'signalbox_sessions{machine="m"}') == 2, "it stays")

    def send_until_it_waits(self, host, client):
        """Sends until it waits for others. Returns how many bytes of the id that were."""
        before = times_reached(host, "account-input")
        sent = 0
        client.socket.setblocking(False)
        while times_reached(host, "account-input") == before:
            try:
                sent += client.socket.send(self.BEGIN[sent:sent + MIB])
            except BlockingIOError:
                pass
        client.socket.settimeout(server.DEADLINE)
        return sent - (len(self.BEGIN) - self.SIZE)

    def finish(self, client, sent):
        """Sends the rest of a message, of whose id so many bytes were sent; 0: all of it."""
        client.send((self.BEGIN if sent == 0 else b"i" * (self.SIZE - sent)) + b'"}')
        self.assertEqual(len(client.reply()["id"]), self.SIZE)

    def test_a_message_of_an_observer_has_a_mebibyte(self):
        with Host(limited() + machine(listen="{ role observer }")) as host:
            clients = [host.connect().negotiate() for _ in range(4)]
            before = host.status("VmRSS")
            for client in clients:
                client.send(self.BEGIN)
                await_read(host, client)
            if not SANITIZED:
                self.assertLess(host.status("VmRSS") - before, self.SIZE)
            error = clients[0].reply()["error"]
            self.assertEqual(error["class"], "GenericError")
            self.assertTrue(error["desc"].startswith("JSON token size limit exceeded: At most 1048576 bytes of a"))
            self.assert_told(host, "observer-message")
            other = host.connect().negotiate()
            other.send(b'{"execute": "query-status", "id": "' + b"i" * 1000000 + b'"}')
            self.assertEqual(len(other.reply()["id"]), 1000000)


class Output(Limits):
    LARGE = b'{"execute": "query-status", "id": "' + b"i" * (4 * MIB) + b'"}'

    def test_one_answer_above_the_limit_is_read_in_peace(self):
        with Host(machine(more="client-backlog 64K")) as host:
            client = host.connect().negotiate()
            sender = threading.Thread(target=client.send, args=(self.LARGE * 5,))
            sender.start()  # all at once, while it reads
            for _ in range(5):
                self.assertEqual(len(client.reply()["id"]), 4 * MIB)
            sender.join()
            self.assertNotIn("does not read", host.log())

    def test_events_behind_such_an_answer_count(self):
        with Host(machine(more="client-backlog 64K")) as host:
            slow = host.connect().negotiate()
            slow.send(self.LARGE)
            driver = host.connect().negotiate()
            for _ in range(20):
                server.toggle(driver, 500)
            host.await_log("a client does not read")

    def test_memory_that_is_short_costs_the_account_with_the_most(self):
        config = ("total-memory 40M\n" + limited() +
                  machine(more="listen unix:other.sock\n listen unix:libvirt.sock { management true }"))
        with Host(config) as host:
            quiet = host.connect("other.sock").negotiate()
            manager = host.connect("libvirt.sock").negotiate()
            for _ in range(12):  # each leaves an answer unread
                greedy = host.connect().negotiate()
                with contextlib.suppress(OSError):  # it is disconnected
                    greedy.send(self.LARGE)
            host.await_log("(total-memory)")
            manager.send(self.LARGE)
            self.assertEqual(len(manager.reply()["id"]), 4 * MIB)
            self.assertIn("return", quiet.call("query-status"))
            wait_until(lambda: figure(
                host, 'signalbox_sessions_closed_total{machine="m",reason="memory"}') > 0, "nobody is ended")


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
