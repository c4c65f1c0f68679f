#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bridge in front of real QEMUs.

usage: PYTHONPATH=tests/stress qemu_test.py SIGNALBOXD [unittest arguments]
SIGNALBOX_COMMANDS: how many each client sends in Sharing (default 300).
"""
import json
import os
import shutil
import socket
import sys
import threading
import unittest

import outcome
import qemu
import server
from qemu import Qemu, monitor
from server import Host

COMMANDS = int(os.environ.get("SIGNALBOX_COMMANDS", "300"))
CLIENTS = 20


def bridge(upstream, listen=""):
    return f"machine m {{ listen unix:qmp.sock {listen}\n plugin qemu {{ monitor {upstream} }} }}\n"


@unittest.skipIf(qemu.is_missing(), qemu.is_missing())
class RealQemu(unittest.TestCase):
    """A host, and beside it what a test starts."""

    def start(self, config=bridge("unix:up.sock"), arguments=monitor("up.sock"), **more):
        self.host = self.enterContext(Host(config))
        return self.enterContext(Qemu(self.host.directory, arguments, **more))


class Upstreams(RealQemu):
    def assert_served(self):
        status = self.host.connect().negotiate().call("query-status")
        self.assertEqual(status["return"]["status"], "prelaunch")

    def test_qemu_that_connects_to_us(self):
        self.host = self.enterContext(Host(bridge("accept:unix:up.sock")))
        self.host.await_log("waits for plugin")
        chardev = ["-chardev", "socket,id=m,path=up.sock,reconnect=1", "-mon", "m,mode=control"]
        self.enterContext(Qemu(self.host.directory, chardev))
        self.assert_served()

    def test_over_tcp(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        self.start(bridge(f"tcp:127.0.0.1:{port}"),
                   ["-qmp", f"tcp:127.0.0.1:{port},server=on,wait=off"])
        self.assert_served()

    def test_a_descriptor_that_was_handed_over(self):
        ours, its = socket.socketpair(socket.AF_UNIX)
        with ours, its:
            self.host = self.enterContext(Host(bridge(f"fd:{ours.fileno()}"),
                                               inherited=[ours.fileno()]))
            self.enterContext(Qemu(self.host.directory,
                                   ["-chardev", f"socket,id=m,fd={its.fileno()}",
                                    "-mon", "m,mode=control"], pass_fds=[its.fileno()]))
            self.assert_served()

    @unittest.skipUnless(shutil.which("qemu-storage-daemon"), "qemu-storage-daemon is not installed")
    def test_a_storage_daemon(self):
        self.start(arguments=["--chardev", "socket,id=m,path=up.sock,server=on,wait=off",
                              "--monitor", "chardev=m"], program="qemu-storage-daemon")
        client = self.host.connect().negotiate()
        node = {"driver": "null-co", "node-name": "n"}
        self.assertEqual(client.call("blockdev-add", **node), {"return": {}})
        signals = [each["name"] for each in client.call("query-signals")["return"]]
        self.assertIn("job-status-change-event", signals)


class Events(RealQemu):
    def test_each_event_of_this_qemu_is_a_signal(self):
        self.start()
        client = self.host.connect().negotiate()
        schema = client.call("query-qmp-schema")["return"]
        events = {each["name"] for each in schema if each["meta-type"] == "event"}
        signals = client.call("query-signals")["return"]
        self.assertEqual({each["event"] for each in signals} - events,
                         {"UPSTREAM_READ_EVENT", "BLOCKDEV_DELETED_EVENT", "COMPAT_NOTICE_EVENT"})
        self.assertLessEqual(events, {each["event"] for each in signals})
        self.assertGreater(len(events), 40)
        by_name = {each["name"]: each for each in signals}
        error = by_name["block-io-error-event"]
        self.assertEqual({each["name"]: each["type"] for each in error["arguments"]},
                         {"device": "string", "node-name": "string", "operation": "string",
                          "action": "string", "nospace": "boolean", "reason": "string"})

    def test_defaults_filters_and_tags(self):
        self.start(machine="pc", arguments=[*monitor("up.sock"), "-m", "16"])
        old = self.host.connect().negotiate()
        new = self.host.connect()
        new.line()
        self.assertEqual(new.call("disconnect-default-signals"), {"return": {}})
        guest = new.call("signal-connect", signal="reset-event", where={"guest": True})["return"]
        reset = new.call("reset-event-connect", guest=False)["return"]
        self.assertNotEqual(guest, reset)
        self.assertEqual(new.call("qmp_capabilities"), {"return": {}})
        self.assertEqual(old.call("cont"), {"return": {}})
        new.send({"execute": "system_reset"})
        self.assertEqual(old.line()["event"], "RESET")
        event = new.line()
        self.assertEqual((event["event"], event["tag"]), ("RESET", reset))
        self.assertEqual(event["data"], {"guest": False, "reason": "host-qmp-system-reset"})
        self.assertEqual(new.line(), {"return": {}})


class Sharing(RealQemu):
    def test_each_reply_is_of_who_asked(self):
        self.start()
        self.host.connect().negotiate().call("cont")  # a stopped machine keeps removed descriptors
        failures = []

        def work(number):
            try:
                self.ask(number)
            except Exception as error:  # reported below, with the client's number
                failures.append(f"client {number}: {error!r}")

        threads = [threading.Thread(target=work, args=(i,)) for i in range(CLIENTS)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        self.assertEqual(failures, [])
        last = self.host.connect().negotiate()
        self.assertEqual(last.call("query-fdsets"), {"return": []})

    def ask(self, number):
        """What one client does; every seventh leaves suddenly in the middle, and comes again."""
        client = self.oob_client()
        for i in range(COMMANDS):
            own = f"/client-{number}/command-{i}"
            one = [{}, {"id": None}, {"id": 1}, {"id": {"a": [i % 3, {"b": number}]}}][i % 4]
            if i % 50 == 49:
                self.add_descriptor(client, own, one)
            elif i % 10 == 9:
                client.send({"exec-oob": "migrate-pause", "id": own})
                self.assertEqual(client.reply()["id"], own)
            else:
                client.send({"execute": "qom-get", "arguments": {"path": own, "property": "x"}, **one})
                reply = client.reply()
                self.assertIn(own, reply["error"]["desc"])
                self.assertEqual(reply.get("id", "none"), one.get("id", "none"))
            if number % 7 == 0 and i % 60 == 59:
                client.send(b'{"execute":"query-qmp-schema"}' * 3)
                client.close()
                client = self.oob_client()

    def oob_client(self):
        client = self.host.connect()
        client.line()
        client.call("qmp_capabilities", enable=["oob"])
        return client

    def add_descriptor(self, client, own, one):
        reader, writer = os.pipe()
        text = json.dumps({"execute": "add-fd", "arguments": {"opaque": own}, **one}).encode()
        socket.send_fds(client.socket, [text], [writer])
        os.close(writer)
        added = client.reply()
        self.assertEqual(added.get("id", "none"), one.get("id", "none"))
        sets = client.call("query-fdsets")["return"]
        mine = [fd for each in sets for fd in each["fds"] if fd.get("opaque") == own]
        self.assertEqual([each["fd"] for each in mine], [added["return"]["fd"]])
        removed = client.call("remove-fd", **{"fdset-id": added["return"]["fdset-id"]})
        self.assertEqual(removed, {"return": {}})
        self.assertEqual(os.read(reader, 1), b"", "the pipe that was sent is not the one closed")
        os.close(reader)


class Pipelining(RealQemu):
    def test_who_pipelines_waits_and_nobody_waits_for_all_of_it(self):
        self.start()
        count = max(40, min(COMMANDS // 10, 1000))
        busy = self.host.connect().negotiate()
        other, oob = self.host.connect().negotiate(), self.host.connect()
        oob.line()
        oob.call("qmp_capabilities", enable=["oob"])
        seen, first = [], threading.Event()

        def read():
            for _ in range(count):
                seen.append(busy.bytes()[-20:])
                first.set()

        reader = threading.Thread(target=read)
        reader.start()
        busy.send(b'{"execute":"query-qmp-schema"}' * count)
        self.assertTrue(first.wait(server.DEADLINE))
        for i in range(10):
            self.assertEqual(other.call("query-status")["return"]["status"], "prelaunch")
            oob.send({"exec-oob": "migrate-pause", "id": i})
            self.assertEqual(oob.reply()["id"], i)
        self.assertLess(len(seen), count, "the others were served after all of it")
        reader.join()
        self.assertEqual(len(seen), count)


class Migration(RealQemu):
    def test_clients_of_the_source_hear_that_the_machine_moved(self):
        small = ["-m", "16"]
        source = self.start(machine="pc", arguments=[*monitor("up.sock"), *small])
        target = self.enterContext(Qemu(self.host.directory, [
            *monitor("target.sock"), *small, "-incoming", "unix:migration.sock"], machine="pc"))
        client = self.host.connect().negotiate()
        client.call("migrate-set-capabilities",
                    capabilities=[{"capability": "events", "state": True}])
        client.call("stop-event-connect")
        client.call("cont")
        while not os.path.exists(os.path.join(self.host.directory, "migration.sock")):
            self.assertIsNone(target.process.poll())
        client.send({"execute": "migrate", "arguments": {"uri": "unix:migration.sock"}})
        while (message := client.line()).get("event") != "MIGRATION" \
                or message["data"]["status"] != "completed":
            self.assertNotIn("error", message)
        while client.call("query-status")["return"]["status"] != "postmigrate":
            pass
        source.process.kill()
        while (message := client.line()).get("event") != "SIGNAL_DISCONNECTED":
            self.assertIsNotNone(message)
        self.assertEqual(message["data"]["reason"], "migrated")


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
