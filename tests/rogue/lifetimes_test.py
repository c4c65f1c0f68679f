#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What waits for its turn while a plugin or a machine goes, and plugins that call at a wrong time.

usage: lifetimes_test.py SIGNALBOXD ROGUES BLOCK [unittest arguments]
ROGUES is the directory of the faulty plugins, BLOCK the plugin block.
"""
import errno
import os
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

import outcome
import server

BLOCK, ROGUES, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop(i)) for i in (3, 2, 1))

OTHERS = "machine other { listen unix:other.sock  plugin legacy }\nadmin { listen unix:admin.sock }\n"


def rogue(name):
    return os.path.join(ROGUES, name + ".so")


class Waiting(unittest.TestCase):
    """A host whose machine m can be held up: block-add opens a FIFO that nobody writes to."""

    def start(self, config, **arguments):
        self.host = self.enterContext(server.Host(config + OTHERS, **arguments))
        os.mkfifo(os.path.join(self.host.directory, "fifo"))

    def connect(self, name="qmp.sock"):
        return self.host.connect(name).negotiate(defaults=name == "admin.sock")

    def settle(self):
        """What clients have sent before is read, and what was seen of files is acted upon."""
        for name in ("admin.sock", "other.sock"):
            self.connect(name).close()

    def hold_up(self, **more):
        """The machine's worker is busy from now on; gives who waits for it. With a size, the FIFO
        becomes a disk when it is let go."""
        client = self.connect()
        client.send({"execute": "block-add",
                     "arguments": {"id": "fifo", "file": "fifo", "readonly": True, **more}})
        self.settle()
        return client

    def let_go(self):
        server.wait_until(self.opens, "nobody reads the FIFO")

    def opens(self):
        try:
            os.close(os.open(os.path.join(self.host.directory, "fifo"), os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno != errno.ENXIO:  # no reader yet
                raise
            return False
        return True

    def assert_serves(self, name="other.sock"):
        self.assertEqual({"return": {}}, self.connect(name).call("stop"))


class BehindAPlugin(Waiting):
    """The plugin of an accessor goes, or is replaced, while a client waits to be connected."""

    CONFIG = ("machine m { listen unix:qmp.sock  plugin-dir dropped\n"
              " plugin block { root .  root /dev }\n plugin legacy\n}\n")

    WAYS = {
        "unload": lambda test: test.admin.send(
            {"execute": "plugin-unload", "arguments": {"plugin": "block", "machine": "m"}}),
        "remove": lambda test: os.unlink(test.host.dropped("block.so")),
        "replace": lambda test: test.host.drop(BLOCK),
    }
    DONE = {"unload": "'block' is unloaded", "remove": "'block' is unloaded",
            "replace": "'block' is replaced by"}

    def setUp(self):
        self.start(self.CONFIG, directories=["dropped"], before=lambda directory: shutil.copy(
            BLOCK, os.path.join(directory, "dropped")))
        self.admin = self.connect("admin.sock")

    def load(self):
        if not os.path.exists(self.host.dropped("block.so")):
            self.host.drop(BLOCK)
        server.wait_until(lambda: "error" not in self.connect().call(
            "block-add", id="full", file="/dev/full"), "block is not loaded")

    def play(self, way, connects_first):
        """What the client is told that wants to be connected."""
        self.load()
        before = self.host.log().count(self.DONE[way])
        client = self.connect()
        self.hold_up()
        ask = {"execute": "block-device-event-connect", "arguments": {"device": "full"}}
        if connects_first:
            client.send(ask)
            self.settle()
        self.WAYS[way](self)
        self.settle()
        if not connects_first:
            client.send(ask)
            self.settle()
        self.let_go()
        server.wait_until(lambda: self.host.log().count(self.DONE[way]) > before, self.host.log())
        self.assert_serves()
        return client, client.reply()

    def test_who_asked_before_is_connected_and_told_of_the_end(self):
        for way in ("unload", "remove"):
            with self.subTest(way):
                client, answer = self.play(way, connects_first=True)

                end = client.line()
                self.assertEqual(("SIGNAL_DISCONNECTED", answer["return"]),
                                 (end["event"], end["tag"]))
                if way == "unload":
                    os.unlink(self.host.dropped("block.so"))
                    self.settle()

    def test_who_asked_afterwards_is_told_that_it_is_not_there(self):
        for way in ("unload", "remove"):
            with self.subTest(way):
                _, answer = self.play(way, connects_first=False)

                self.assertEqual("CommandNotFound", answer["error"]["class"])
                if way == "unload":
                    os.unlink(self.host.dropped("block.so"))
                    self.settle()

    def test_a_new_version_tells_who_asked_before_or_afterwards(self):
        for connects_first in (True, False):
            with self.subTest(connects_first=connects_first):
                client, answer = self.play("replace", connects_first)

                self.connect().call("block-write", device="full", offset=0, length=512)
                event = client.line()
                self.assertEqual(("BLOCK_DEVICE_EVENT", answer["return"]),
                                 (event["event"], event["tag"]))
                os.unlink(self.host.dropped("block.so"))
                self.host.await_log("'block' is unloaded")

    def test_a_disk_that_is_a_fifo_holds_up_no_new_version(self):
        adds = self.hold_up(size=512)
        self.let_go()
        self.assertEqual({"return": {}}, adds.reply())

        self.host.drop(BLOCK)

        self.host.await_log("'block' is replaced by")
        self.assert_serves()


class BehindAnEnd(Waiting):
    def setUp(self):
        self.start("machine-dir machines\n", directories=["machines"])
        self.file = os.path.join(self.host.directory, "machines", "m.info")
        self.come()

    def come(self):
        pathlib.Path(self.file + ".part").write_text(
            f"machine m {{ listen unix:{self.host.directory}/qmp.sock\n"
            f" plugin block {{ root {self.host.directory} }}\n plugin legacy\n}}\n",
            encoding="ascii")
        os.rename(self.file + ".part", self.file)

    def go(self):
        os.unlink(self.file)
        server.wait_until(lambda: not os.path.exists(os.path.join(self.host.directory, "qmp.sock")),
                          "the machine goes on")

    def test_what_was_asked_before_is_answered(self):
        clients = [self.connect() for _ in range(20)]
        held = self.hold_up()
        for client in clients:
            client.send({"execute": "query-name", "id": "x" * 300})
        self.settle()

        self.go()
        self.let_go()

        for client in clients:
            self.assertEqual({"return": {}, "id": "x" * 300}, client.reply())
            self.assertIsNone(client.line())
        self.assertIsNotNone(held.reply())
        self.come()
        self.assert_serves("qmp.sock")

    def test_what_is_asked_afterwards_is_refused(self):
        clients = [self.connect() for _ in range(20)]
        self.hold_up()
        self.go()

        for client in clients:
            client.send({"execute": "query-name", "id": "x" * 300})
            self.assertEqual("The machine is ending", client.reply()["error"]["desc"])

        self.let_go()
        for client in clients:
            self.assertIsNone(client.line())
        self.come()
        self.assert_serves("qmp.sock")

    def test_an_admin_who_waits_for_the_machine_is_answered(self):
        admins = {command: self.connect("admin.sock")
                  for command in ("plugin-unload", "inject-event", "emission-barrier")}
        arguments = {"plugin-unload": {"plugin": "legacy"}, "inject-event": {"event": "STOP"},
                     "emission-barrier": {"number": 1000}}
        self.hold_up()
        for command, admin in admins.items():
            admin.send({"execute": command, "arguments": arguments[command] | {"machine": "m"}})
        self.settle()

        self.go()
        self.let_go()

        for command, admin in admins.items():
            with self.subTest(command):
                self.assertEqual(1, len(admin.reply()))
        self.assert_serves()


class Stale(Waiting):
    def test_what_a_client_asked_who_has_left_is_not_begun(self):
        self.start("machine m { listen unix:qmp.sock  plugin block { root . }  plugin legacy }\n")
        watcher, leaver = self.connect(), self.connect()
        self.assertIn("return", watcher.call("reset-event-connect"))
        self.hold_up()
        leaver.send({"execute": "system_reset"})
        self.settle()
        leaver.close()
        self.settle()
        self.let_go()

        watcher.send({"execute": "query-name"})

        self.assertEqual({"return": {}}, watcher.line())  # no RESET before it


class Eager(Waiting):
    def test_a_plugin_that_runs_a_command_at_once_delays_the_others_and_no_more(self):
        self.start("machine-dir machines\n", directories=["machines", "dropped"])
        self.host.drop(rogue("eager"))
        directory = self.host.directory
        file = os.path.join(directory, "machines", "m.info")
        pathlib.Path(file).write_text(
            f"machine m {{ listen unix:{directory}/qmp.sock  plugin-dir {directory}/dropped\n"
            f" plugin block {{ drive {{ id disk0  file {directory}/disk0  size 4096 }} }}\n"
            " plugin eager\n plugin legacy\n}\n", encoding="ascii")

        plugins = self.connect().call("query-plugins")["return"]

        self.assertEqual(["block", "eager", "legacy"], [each["name"] for each in plugins])
        self.assert_serves("qmp.sock")

    def test_a_plugin_that_ends_its_machine_at_once_ends_no_other(self):
        self.start("machine-dir machines\n", directories=["machines", "dropped"])
        self.host.drop(rogue("ender"))
        directory = self.host.directory
        file = os.path.join(directory, "machines", "m.info")
        pathlib.Path(file).write_text(
            f"machine m {{ listen unix:{directory}/qmp.sock  plugin-dir {directory}/dropped\n"
            " plugin ender\n plugin legacy\n}\n", encoding="ascii")
        self.host.await_log("plugin 'ender' is unloaded")

        self.assert_serves()


class Meddler(unittest.TestCase):
    """Each function of the ABI, in each phase of a plugin's life and on each thread."""

    CONFIG = "machine m {{ listen unix:qmp.sock  plugin-dir dropped  plugin legacy  {more} }}\n"

    # By the table in meddler.c.
    FUNCTIONS = set(re.findall(r'SAY\("([a-z_]+)"\)', pathlib.Path(__file__).with_name(
        "meddler.c").read_text(encoding="ascii")))
    PHASES = ["create", "thread", "activate", "posted", "timer", "readable", "command",
              "blocking command", "connect", "connected", "disconnect", "inject", "slot", "save",
              "destroy"]

    def start(self, **arguments):
        said = self.enterContext(tempfile.NamedTemporaryFile(prefix="signalbox-meddler-"))
        self.said = pathlib.Path(said.name)
        self.host = self.enterContext(server.Host(
            self.CONFIG.format(more=arguments.pop("more", "")) + OTHERS, directories=["dropped"],
            environment={"MEDDLER_LOG": said.name}, **arguments))
        self.client = self.host.connect().negotiate(defaults=False)

    def await_phase(self, phase):
        server.wait_until(lambda: f"\n{phase}: done\n" in self.said.read_text(encoding="ascii"),
                          f"{phase} does not come: {self.host.log()}")

    def lead_a_life(self):
        for phase in ("posted", "timer", "readable", "connected"):
            self.await_phase(phase)
        for command in ("meddler-loop", "meddler-worker"):
            self.assertEqual({"return": {}}, self.client.call(command))
        tag = self.client.call("meddler-event-connect")["return"]
        admin = self.host.connect("admin.sock").negotiate()
        admin.call("inject-event", event="MEDDLER_EVENT", machine="m")
        self.assertEqual({"return": {}}, self.client.call("meddler-event-disconnect", tag=tag))
        self.client.call("meddler-event-connect")
        self.assertEqual({"return": {}}, self.client.call("stop"))

    def test_it_meddles_and_the_host_goes_on(self):
        self.start()
        self.host.drop(rogue("meddler"))
        self.host.await_log("'meddler' 1 is loaded")
        self.lead_a_life()
        self.host.drop(rogue("meddler"))
        self.host.await_log("'meddler' is replaced by 1")
        self.lead_a_life()
        os.unlink(self.host.dropped("meddler.so"))
        self.host.await_log("'meddler' is unloaded")

        said = self.said.read_text(encoding="ascii")
        for phase in self.PHASES:
            for function in self.FUNCTIONS:
                if (phase, function) == ("create", "claim_rest"):
                    continue  # meant for it, and granted
                with self.subTest(phase=phase, function=function):
                    self.assertIn(f"{phase}: {function}\n", said)
        self.assertIn("plugin 'meddler' has answered a command", self.host.log())
        other = self.host.connect("other.sock").negotiate(defaults=False)
        self.assertEqual({"return": {}}, other.call("stop"))

    def test_it_meddles_before_its_machine_serves(self):
        self.start(more="plugin meddler",
                   before=lambda directory: shutil.copy(rogue("meddler"),
                                                        os.path.join(directory, "dropped")))

        self.lead_a_life()


class RefusedAtTheStart(unittest.TestCase):
    def test_a_host_does_not_start_without_a_plugin_that_its_configuration_names(self):
        config = "machine n { listen unix:n.sock  plugin legacy }\n" \
                 "machine m { listen unix:qmp.sock  plugin-dir dropped  plugin rogue  plugin legacy }\n"
        for name, why in (("promises", "its schema has the command 'rogue-sing', which create() "
                                       "does not offer"),
                          ("throws", "create() threw: no wings")):
            with self.subTest(name):
                host = server.Host(config, directories=["dropped"], before=lambda directory: shutil.copy(
                    rogue(name), os.path.join(directory, "dropped", "rogue.so")))
                self.addCleanup(host.remove)

                self.assertEqual(1, host.process.wait(server.DEADLINE), host.log())
                self.assertIn(why, host.log())


if __name__ == "__main__":
    outcome.main()
