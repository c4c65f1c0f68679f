#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The plugin block beside the bridge: a QEMU's disks as devices.

usage: PYTHONPATH=tests/stress block_test.py SIGNALBOXD [unittest arguments]
"""
import os
import shutil
import sys
import unittest

import outcome
import qemu
import server
from qemu import Qemu
from server import Host
from upstream import Upstream

CONFIG = """machine m {{ listen unix:qmp.sock
 plugin-dir plugins
 plugin qemu {{ monitor unix:up.sock }}
 {more} }}
"""

# As QEMU 7.2 tells of -drive if=none,id=disk0 and -blockdev node-name=node0 in virtio disks with the
# ids vd0 and vd1, and of node1 in a SCSI disk with the id sd0.
DRIVE = {"device": "disk0", "qdev": "/machine/peripheral/vd0/virtio-backend", "locked": False,
         "inserted": {"node-name": "#block022", "ro": False}}
NODE0 = {"device": "", "qdev": "/machine/peripheral/vd1/virtio-backend",
         "inserted": {"node-name": "node0", "ro": False}}
NODE1 = {"device": "", "qdev": "sd0", "inserted": {"node-name": "node1", "ro": False}}
EMPTY = {"device": "cd", "qdev": "/machine/peripheral/cd0", "removable": True}
BACKENDS = [DRIVE, NODE0, NODE1, EMPTY]
NODES = ["#block022", "node0", "node1", "spare"]


def error(device="", node="", operation="write", action="stop", reason="Input/output error", **more):
    """The data of a BLOCK_IO_ERROR."""
    return {"device": device, "node-name": node, "reason": reason, "operation": operation,
            "action": action, **more}


def plugin():
    return os.path.join(os.path.dirname(os.path.dirname(server.SIGNALBOXD)), "plugins", "block.so")


class Disks(unittest.TestCase):
    more = ""

    def setUp(self):
        self.host = self.enterContext(Host(CONFIG.format(more=self.more), directories=["plugins"]))
        self.drop_plugin()
        self.host.await_log("plugin 'block'")
        self.upstream = self.enterContext(
            Upstream(os.path.join(self.host.directory, "up.sock")))
        self.qemu = self.upstream.serve()
        self.client = self.observer()

    def drop_plugin(self):
        part = os.path.join(self.host.directory, "part")
        shutil.copy(plugin(), part)
        os.chmod(part, 0o755)
        os.rename(part, os.path.join(self.host.directory, "plugins", "block.so"))

    def observer(self):
        """A client that hears nothing by default."""
        client = self.host.connect()
        client.line()
        client.call("qmp_capabilities", enable=["signals"])
        return client

    def answer(self, command, value):
        self.assertEqual(self.qemu.command(), {"execute": command})
        self.qemu.say({"return": value})

    def tell_disks(self, backends=BACKENDS, nodes=NODES):
        self.answer("query-named-block-nodes", [{"node-name": each, "ro": False} for each in nodes])
        self.answer("query-block", backends)

    def connect(self, name, backends=BACKENDS, nodes=NODES):
        self.client.send({"execute": "block-device-event-connect", "arguments": {"device": name}})
        self.tell_disks(backends, nodes)
        return self.client.reply()

    def heard(self, client=None):
        event = (client or self.client).line()
        return event["event"], event["data"], event["tag"]


class DiskNames(Disks):
    def test_a_disk_is_called_by_its_id_its_node_its_path_and_its_device(self):
        for name in ("disk0", "#block022", "node0", "sd0", "cd", "spare", "vd1",
                     "/machine/peripheral/vd0/virtio-backend", "/machine/peripheral/vd0",
                     "/machine/peripheral/sd0"):
            with self.subTest(name):
                self.assertIn("return", self.connect(name))

    def test_what_qemu_does_not_have_is_not_found(self):
        for name in ("disk1", "", "/machine", "/machine/peripheral", "/machine/peripheral/", "block022", "vd"):
            with self.subTest(name):
                self.assertEqual(self.connect(name)["error"], {
                    "class": "DeviceNotFound", "desc": f"Device '{name}' not found"})

    def test_drives_of_our_own_are_found_without_asking(self):
        self.assertEqual(self.client.call("block-add", id="own", file="own.img", size=4096),
                         {"return": {}})
        self.assertIn("return", self.client.call("block-device-event-connect", device="own"))


class DiskFailures(Disks):
    def test_of_a_drive_by_its_id(self):
        tag = self.connect("disk0")["return"]
        self.qemu.event("BLOCK_IO_ERROR", error("", "node0"))
        self.qemu.event("BLOCK_IO_ERROR", error("disk0", "#block022", nospace=False))
        self.assertEqual(self.heard(), ("BLOCK_DEVICE_EVENT", {
            "action": "stop", "operation": "write", "reason": "io"}, tag))

    def test_of_a_disk_without_an_id_by_its_node(self):
        by_path = self.connect("/machine/peripheral/vd1/virtio-backend")["return"]
        by_node = self.connect("node0")["return"]
        self.qemu.event("BLOCK_IO_ERROR", error("", "node1"))
        self.qemu.event("BLOCK_IO_ERROR", error("", "node0", "read", "ignore"))
        data = {"action": "none", "operation": "read", "reason": "io"}
        self.assertEqual([self.heard(), self.heard()],
                         [("BLOCK_DEVICE_EVENT", data, tag) for tag in (by_path, by_node)])

    def test_by_the_path_that_later_versions_tell(self):
        tag = self.connect("vd1")["return"]
        path = "/machine/peripheral/vd1/virtio-backend"
        self.qemu.event("BLOCK_IO_ERROR", error("", "another", **{"qom-path": path}))
        self.assertEqual(self.heard()[2], tag)

    def test_the_reason_is_in_its_members(self):
        self.connect("disk0")
        for members, reason in (({"nospace": True, "reason": "No space left on device"}, "nospc"),
                                ({"reason": "No space left on device"}, "nospc"),
                                ({"nospace": False, "reason": "Input/output error"}, "io"),
                                ({"reason": "Permission denied"}, "other")):
            self.qemu.event("BLOCK_IO_ERROR", error("disk0", "#block022", **members))
            self.assertEqual(self.heard()[1]["reason"], reason)

    def test_all_disks_are_heard_by_who_asked_for_all(self):
        tag = self.client.call("block-devices-event-connect")["return"]
        for device, node, name in (("disk0", "#block022", "disk0"), ("", "node0", "node0")):
            self.qemu.event("BLOCK_IO_ERROR", error(device, node, action="report"))
            self.assertEqual(self.heard(), ("BLOCK_DEVICES_EVENT", {
                "device": name, "action": "report", "operation": "write", "reason": "io"}, tag))

    def test_a_disk_is_followed_when_another_node_is_put_into_it(self):
        tag = self.connect("vd1")["return"]
        self.qemu.event("BLOCK_IO_ERROR", error("", "mirrored"))
        moved = {**NODE0, "inserted": {"node-name": "mirrored"}}
        self.tell_disks([DRIVE, moved], ["#block022", "mirrored"])
        self.assertEqual(self.heard()[2], tag)
        self.qemu.event("BLOCK_IO_ERROR", error("", "mirrored"))
        self.assertEqual(self.heard()[2], tag)


class DiskEnds(Disks):
    more = "hold-clients true"
    REMOVED = {"reason": "device-removed"}

    def test_with_the_device_and_not_with_another(self):
        tags = {name: self.connect(name)["return"] for name in ("disk0", "vd0", "node0", "sd0")}
        self.qemu.event("DEVICE_DELETED", {"device": "vd0", "path": "/machine/peripheral/vd0"})
        ended = [self.heard(), self.heard()]
        self.assertEqual({each[2] for each in ended}, {tags["disk0"], tags["vd0"]})
        self.assertEqual([each[1] for each in ended], [self.REMOVED] * 2)
        self.tell_disks([NODE0, NODE1], ["node0", "node1"])
        self.qemu.event("DEVICE_DELETED", {"device": "sd0", "path": "/machine/peripheral/sd0"})
        self.assertEqual(self.heard(), ("SIGNAL_DISCONNECTED", self.REMOVED, tags["sd0"]))

    def test_with_a_node_that_a_client_deletes(self):
        tag = self.connect("spare")["return"]
        self.connect("node0")
        self.client.send({"execute": "blockdev-del", "arguments": {"node-name": "spare"}})
        self.assertEqual(self.qemu.command()["execute"], "blockdev-del")
        self.qemu.say({"return": {}})
        heard = [self.client.line(), self.client.line()]
        ended = next(each for each in heard if "event" in each)
        self.assertEqual((ended["event"], ended["data"], ended["tag"]),
                         ("SIGNAL_DISCONNECTED", self.REMOVED, tag))

    def test_a_node_that_could_not_be_deleted_stays(self):
        tag = self.connect("node0")["return"]
        self.client.send({"execute": "blockdev-del", "arguments": {"node-name": "node0"}})
        self.qemu.command()
        self.qemu.say({"error": {"class": "GenericError", "desc": "Node node0 is in use"}})
        self.assertIn("error", self.client.line())
        self.qemu.event("BLOCK_IO_ERROR", error("", "node0"))
        self.assertEqual(self.heard()[0::2], ("BLOCK_DEVICE_EVENT", tag))

    def test_where_one_went_unannounced_and_somebody_asks(self):
        tag = self.connect("spare")["return"]
        self.client.send({"execute": "block-device-event-connect", "arguments": {"device": "node0"}})
        self.tell_disks([NODE0], ["node0"])
        heard = [self.client.line(), self.client.line()]
        self.assertEqual([each["tag"] for each in heard
                          if each.get("event") == "SIGNAL_DISCONNECTED"], [tag])

    def test_where_one_went_while_qemu_was_away_and_the_gap_is_told(self):
        stays, goes = self.connect("disk0")["return"], self.connect("node1")["return"]
        self.qemu.close()
        self.qemu = self.upstream.serve("paused")
        self.tell_disks([DRIVE], ["#block022"])
        heard = [self.client.line() for _ in range(3)]
        gaps = {each["tag"] for each in heard if each["event"] == "SIGNAL_GAP"}
        self.assertIn(stays, gaps)
        self.assertEqual([(each["tag"], each["data"]) for each in heard
                          if each["event"] == "SIGNAL_DISCONNECTED"], [(goes, self.REMOVED)])

    def test_a_name_that_returns_revives_no_connection(self):
        self.connect("sd0")
        self.qemu.event("DEVICE_DELETED", {"device": "sd0", "path": "/machine/peripheral/sd0"})
        self.heard()
        tag = self.connect("sd0")["return"]
        self.qemu.event("BLOCK_IO_ERROR", error("", "node1"))
        self.assertEqual(self.heard()[2], tag)

    def test_a_connection_outlives_the_version_of_the_plugin(self):
        tag = self.connect("node0")["return"]
        self.drop_plugin()
        self.host.await_log("'block' is replaced by")
        self.qemu.event("BLOCK_IO_ERROR", error("", "node0"))
        self.assertEqual(self.heard()[0::2], ("BLOCK_DEVICE_EVENT", tag))


class DiskQuestions(Disks):
    def test_who_waits_for_qemus_word_holds_nobody_up(self):
        other = self.host.connect().negotiate()
        self.client.send({"execute": "block-device-event-connect", "arguments": {"device": "node0"}})
        self.assertEqual(self.qemu.command(), {"execute": "query-named-block-nodes"})
        other.send({"execute": "cont"})
        self.assertEqual(self.qemu.command(), {"execute": "cont"})
        self.qemu.event("RESUME")
        self.assertEqual(other.line()["event"], "RESUME")
        self.qemu.say({"return": [{"node-name": "node0"}]})
        self.qemu.say({"return": {}})
        self.assertEqual(other.line(), {"return": {}})
        self.answer("query-block", [])
        self.assertIn("return", self.client.line())

    def test_it_ends_with_qemu(self):
        self.client.send({"execute": "block-device-event-connect", "arguments": {"device": "node0"}})
        self.qemu.command()
        self.qemu.close()
        self.assertIsNone(self.client.line())

    def test_a_client_whose_qemu_goes_hears_why(self):
        tag = self.connect("node0")["return"]
        self.qemu.close()
        self.assertEqual(self.heard(), ("SIGNAL_DISCONNECTED", {"reason": "upstream-lost"}, tag))
        self.assertIsNone(self.client.line())


@unittest.skipIf(qemu.is_missing(), qemu.is_missing())
class RealDisks(unittest.TestCase):
    """A real QEMU's disks, with no guest."""

    def test_disks_come_and_go(self):
        config = CONFIG.format(more="plugin block")
        host = self.enterContext(Host(config, directories=["plugins"]))
        null = "driver=null-co,size=1048576"
        self.enterContext(Qemu(host.directory, [
            *qemu.monitor("up.sock"), "-m", "16", "-drive", f"if=none,id=disk0,{null}",
            "-blockdev", f"{null},node-name=node0", "-device", "virtio-scsi-pci",
            "-device", "scsi-hd,drive=disk0", "-device", "scsi-hd,drive=node0,id=sd0"], machine="pc"))
        client = host.connect().negotiate()
        tags = {}
        for name in ("disk0", "node0", "sd0", "/machine/peripheral/sd0"):
            tags[name] = client.call("block-device-event-connect", device=name)["return"]
        self.assertEqual(client.call("block-device-event-connect", device="sd1")["error"],
                         {"class": "DeviceNotFound", "desc": "Device 'sd1' not found"})

        self.assertEqual(client.call("device_del", id="sd0"), {"return": {}})
        ended = set()
        while len(ended) < 2:
            message = client.line()
            if message["event"] == "SIGNAL_DISCONNECTED":
                ended.add(message["tag"])
        self.assertEqual(ended, {tags["sd0"], tags["/machine/peripheral/sd0"]})
        client.send({"execute": "blockdev-del", "arguments": {"node-name": "node0"}})
        heard = [client.line(), client.line()]
        self.assertIn({"return": {}}, heard)
        self.assertIn(tags["node0"], [each.get("tag") for each in heard])


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
