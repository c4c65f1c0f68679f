# SPDX-License-Identifier: Apache-2.0
"""What a host writes down of its clients: python3 facts_test.py SIGNALBOXD SIGNALBOX [NAME]."""
import os
import sys
import unittest

import keeping
import outcome
import server
from keeping import Keeper, events_of
from server import toggle, wait_until
from upstream import RECORDED, Upstream

USE = ("FROM use JOIN item ON item.id = use.item JOIN build ON build.id = use.build "
       "JOIN client ON client.id = build.client ")

# What the recording leaves out, as QEMU 7.2 marks it.
RECORDED["schema"] += [
    {"name": "MEM_UNPLUG_ERROR", "meta-type": "event", "arg-type": "901", "features": ["deprecated"]},
    {"name": "drive-backup", "meta-type": "command", "arg-type": "900", "ret-type": "901",
     "features": ["deprecated"]},
    {"name": "eject", "meta-type": "command", "arg-type": "902", "ret-type": "901"},
    {"name": "900", "meta-type": "object", "members": [{"name": "device", "type": "str"}]},
    {"name": "901", "meta-type": "object", "members": []},
    {"name": "902", "meta-type": "object", "members": [
        {"name": "device", "type": "str", "default": None, "features": ["deprecated"]},
        {"name": "id", "type": "str", "default": None}]},
]
RECORDED["commands"] += [{"name": "drive-backup"}, {"name": "eject"}]


class Read(unittest.TestCase):
    READ = "SELECT delivered, read " + USE + "WHERE item.name = 'STOP' AND client.name = 'alpha'"

    def test_what_a_client_has_taken_is_read_and_the_rest_is_not(self):
        with Keeper() as host:
            alpha, beta = host.client("alpha"), host.client("beta")
            toggle(beta, 1)
            host.await_rows(self.READ, [(1, 0)])
            self.assertEqual(events_of(alpha), ["STOP", "RESUME"])
            host.await_rows(self.READ, [(1, 1)])

    def test_who_closes_with_events_unread_has_not_read_them(self):
        with Keeper() as host:
            alpha, beta = host.client("alpha"), host.client("beta")
            toggle(beta, 3)
            alpha.close()
            host.await_rows("SELECT reason FROM session JOIN build ON build.id = build JOIN client "
                            "ON client.id = client WHERE closed NOT NULL", [("Connection reset by peer",)])
            host.await_rows(self.READ, [(3, 0)])

    def test_who_reads_all_and_closes_has_read_all(self):
        with Keeper() as host:
            alpha, beta = host.client("alpha"), host.client("beta")
            toggle(beta, 3)
            self.assertEqual(len(events_of(alpha)), 6)
            alpha.close()
            host.await_rows("SELECT count(*) FROM session WHERE closed NOT NULL", [(1,)])
            host.await_rows(self.READ, [(3, 3)])

    def test_nothing_is_known_of_tcp(self):
        with Keeper(more="listen tcp:127.0.0.1:0 { client far }") as host:
            import socket
            port = int(host.await_match(r"tcp:127\.0\.0\.1:(\d+)")[1])
            far = server.Client(socket.create_connection(("127.0.0.1", port)))
            host.clients.append(far)
            far.negotiate()
            host.await_rows("SELECT DISTINCT read " + USE + "WHERE client.name = 'far'",
                             [(None,)])


class Filtered(unittest.TestCase):
    COUNTS = "SELECT due, delivered, filtered, muted, failed " + USE + "WHERE mode = 'explicit'"
    MORE = "plugin block { drive { id a  file a.img  size 4096 } drive { id b  file b.img  size 4096 } }"

    def break_device(self, admin, device):
        reply = admin.call("inject-event", event="BLOCK_IO_ERROR", data={
            "device": device, "operation": "write", "action": "report"})
        self.assertEqual(reply, {"return": {}})

    def connect(self, client, device):
        return client.call("signal-connect", signal="block-io-event", where={"device": device})["return"]

    def test_what_does_not_match_was_due_and_is_filtered(self):
        with Keeper(more=self.MORE) as host:
            alpha, admin = host.client("alpha"), host.admin()
            self.connect(alpha, "a")
            for device in "abbab":
                self.break_device(admin, device)
            host.await_rows(self.COUNTS, [(5, 2, 3, 0, 0)])
            second = self.connect(alpha, "b")  # of the same account
            for device in "ab":
                self.break_device(admin, device)
            host.await_rows(self.COUNTS, [(9, 4, 5, 0, 0)])
            alpha.call("signal-disconnect", tag=second)
            self.break_device(admin, "b")
            host.await_rows(self.COUNTS, [(10, 4, 6, 0, 0)])
            alpha.close()
            host.await_rows("SELECT count(*) FROM session WHERE closed NOT NULL", [(1,)])
            host.await_rows(self.COUNTS, [(10, 4, 6, 0, 0)])
            host.assert_balance()

    def test_a_killed_host_has_counted_it(self):
        with Keeper(more=self.MORE) as host:
            alpha, admin = host.client("alpha"), host.admin()
            self.connect(alpha, "a")
            for device in "bbb":
                self.break_device(admin, device)
            self.assertEqual(events_of(alpha), ["BLOCK_IO_ERROR"] * 3)  # by default: they are out
            host.kill()
            host.restart()
            host.client("beta")
            host.await_rows(self.COUNTS, [(3, 0, 3, 0, 0)])
            host.assert_balance()


class Optouts(unittest.TestCase):
    def test_partial_ones_interest_and_asking_back_are_rows(self):
        with Keeper() as host:
            alpha = host.connect("alpha.qmp")
            alpha.line()
            alpha.call("client-info", name="agent", version="2", interest=["SHUTDOWN"])
            alpha.call("disconnect-default-signals", events=["STOP", "RESET"])
            alpha.call("qmp_capabilities")
            alpha.call("connect-default-signals", events=["RESET"])
            host.await_rows("SELECT opted_out FROM session", [("some",)])
            host.await_rows("SELECT item.name, undone NOT NULL FROM opt_out JOIN item "
                            "ON item.id = item ORDER BY 1", [("RESET", 1), ("STOP", 0)])
            host.await_rows("SELECT item.name, version FROM interest JOIN item ON "
                            "item.id = item JOIN build ON build.id = build", [("SHUTDOWN", "2")])


class Ours(unittest.TestCase):
    def test_our_own_tools_are_told_apart(self):
        with Keeper(more="listen unix:plain.qmp") as host:
            host.client("alpha")
            self.assertEqual(host.signalbox("call", "plain.qmp", "query-status")[0], 0)
            host.await_rows("SELECT kind, name FROM client ORDER BY 1",
                             [("named", "alpha"), ("self", "signalbox")])


class Upstreams(unittest.TestCase):
    CONFIG = ("ledger { path l.db }\nmachine m { listen unix:alpha.qmp { client alpha }\n"
              "plugin qemu { monitor unix:up.sock } }\nadmin { listen unix:admin.sock }\n")

    def keeper(self):
        host = Keeper.__new__(Keeper)
        server.Host.__init__(host, self.CONFIG)
        host.ledger = os.path.join(host.directory, "l.db")
        return host

    def serve(self, host):
        qemu = Upstream(os.path.join(host.directory, "up.sock"))
        monitor = qemu.serve()
        assert monitor.command()["execute"] == "query-qmp-schema"  # what it deprecates
        return qemu, monitor

    def say_schema(self, monitor):
        monitor.say({"return": RECORDED["schema"]})

    def pass_on(self, client, monitor, request):
        client.send(request)
        assert monitor.command()["execute"] == request["execute"]
        monitor.say({"return": {}})
        return client.reply()

    def test_one_use_of_what_it_deprecates_is_on_disk_before_the_reply(self):
        with self.keeper() as host:
            qemu, monitor = self.serve(host)
            with qemu:
                self.say_schema(monitor)
                alpha = host.client("alpha")
                self.pass_on(alpha, monitor, {"execute": "drive-backup", "arguments": {"device": "d"}})
                self.pass_on(alpha, monitor, {"execute": "eject", "arguments": {"id": "d"}})
                host.await_rows("SELECT kind FROM item WHERE kind NOT IN ('event', "
                                "'default-connection') ORDER BY name",
                                 [("upstream-event",), ("command",), ("argument",)])
                host.await_rows("SELECT item.name FROM use JOIN item ON item.id = item "
                                "WHERE mode = 'explicit'", [("drive-backup",)])
                for _ in range(2):
                    self.pass_on(alpha, monitor, {"execute": "eject", "arguments": {"device": "d"}})
                host.await_rows("SELECT item.name, delivered " + USE + "WHERE mode = 'explicit' "
                                "ORDER BY 1", [("drive-backup", 1), ("eject.device", 2)])
                host.assert_balance()

    def test_also_one_that_came_before_it_said_what_it_deprecates(self):
        with self.keeper() as host:
            qemu, monitor = self.serve(host)
            with qemu:
                alpha = host.client("alpha")
                alpha.send({"execute": "drive-backup", "arguments": {"device": "d"}})
                monitor.command()
                self.say_schema(monitor)
                monitor.say({"return": {}})
                alpha.reply()
                host.await_rows("SELECT count(*) " + USE + "WHERE item.name = "
                                "'drive-backup'", [(1,)])

    def test_one_client_may_be_refused_it_in_the_words_of_a_qemu(self):
        with self.keeper() as host:
            qemu, monitor = self.serve(host)
            with qemu:
                self.say_schema(monitor)
                alpha = host.client("alpha")
                for item in (("drive-backup", "--item", "command"), ("eject.device", "--item", "argument")):
                    wait_until(lambda name=item[0]: host.rows(
                        f"SELECT 1 FROM item WHERE name = '{name}'"), "no item")
                    name, *more = item
                    code, out, err = host.signalbox("ledger", "stage", name, "reject", *more,
                                                    "--client", "alpha", "--ledger", host.ledger)
                    self.assertEqual((code, out, err), (0, "", ""))
                self.assertEqual(alpha.call("drive-backup", device="d"), {"error": {
                    "class": "CommandNotFound",
                    "desc": "Deprecated command drive-backup disabled by policy"}})
                self.assertEqual(alpha.call("eject", device="d"), {"error": {
                    "class": "GenericError", "desc": "Deprecated parameter device disabled by policy"}})
                self.pass_on(alpha, monitor, {"execute": "eject", "arguments": {"id": "d"}})
                host.await_rows("SELECT item.name, delivered, muted " + USE + "WHERE mode = "
                                "'explicit' ORDER BY 1", [("drive-backup", 0, 1), ("eject.device", 0, 1)])

    def test_a_lost_one_is_a_gap_that_ends_when_it_is_back(self):
        with self.keeper() as host:
            qemu, monitor = self.serve(host)
            with qemu:
                self.say_schema(monitor)
                host.client("alpha")
                host.await_rows("SELECT * FROM gap", [])
                monitor.close()
                host.await_rows("SELECT reason, ended FROM gap", [("upstream-lost", None)])
                again = qemu.serve()
                host.await_rows("SELECT reason, ended >= began FROM gap", [("upstream-lost", 1)])
                again.close()


class Death(unittest.TestCase):
    def test_a_host_that_died_leaves_a_gap_until_the_next(self):
        with Keeper() as host:
            host.client("alpha")
            host.kill()
            host.await_rows("SELECT * FROM gap", [])
            host.restart()
            host.client("alpha")
            host.await_rows("SELECT reason, ended >= began, machine.name FROM gap "
                            "JOIN machine ON machine.id = machine", [("host-died", 1, "m")])


if __name__ == "__main__":
    server.SIGNALBOXD, keeping.SIGNALBOX = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    outcome.main()
