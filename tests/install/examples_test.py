# SPDX-License-Identifier: Apache-2.0
"""The example plugins, built outside the tree, are dropped into an installed host and used."""
import os
import pathlib
import unittest

import installed


def plugin(name):
    return installed.EXAMPLES / "build/plugins" / f"{name}.so"


class Doorbell(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(installed.host())
        self.host.drop(plugin("doorbell"))
        self.client = installed.client_of(self.host, "doorbell-press")

    def test_who_is_connected_hears_each_ring(self):
        tag = self.client.call("doorbell-event-connect")["return"]

        self.client.send({"execute": "doorbell-press", "arguments": {"visitor": "Ada"}})

        self.assertEqual(("DOORBELL_EVENT", {"presses": 1, "visitor": "Ada"}, tag),
                         installed.event(self.client))
        self.assertEqual({"return": 1}, self.client.line())

    def test_the_next_version_goes_on_counting_under_its_clients(self):
        tag = self.client.call("doorbell-event-connect")["return"]
        self.client.call("doorbell-press")

        self.host.drop(plugin("doorbell"))
        self.host.await_log("replaced")
        self.client.send({"execute": "doorbell-press"})

        self.assertEqual(("DOORBELL_EVENT", {"presses": 2}, tag), installed.event(self.client))


class Thermostat(unittest.TestCase):
    def test_a_client_hears_of_its_room_only(self):
        host = self.enterContext(installed.host())
        host.drop(plugin("thermostat"))
        client = installed.client_of(host, "thermostat-measure")
        tag = client.call("comfort-change-event-connect", room="kitchen")["return"]

        cellar = client.call("thermostat-measure", room="cellar", celsius=9)
        client.send({"execute": "thermostat-measure",
                     "arguments": {"room": "kitchen", "celsius": 24.5}})

        self.assertEqual({"return": "cold"}, cellar)
        self.assertEqual(("COMFORT_CHANGE_EVENT", {"comfort": "warm", "celsius": 24.5}, tag),
                         installed.event(client))


class Folder(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(installed.host())
        self.host.drop(plugin("folder"))
        self.client = installed.client_of(self.host, "folder-event-connect")
        self.path = pathlib.Path(self.host.directory, "watched")
        self.path.mkdir()

    def connect(self):
        reply = self.client.call("folder-event-connect", path=str(self.path))
        return reply["return"]

    def test_what_happens_to_files_is_told_in_order(self):
        tag = self.connect()

        (self.path / "letter").write_text("dear")
        os.rename(self.path / "letter", self.path / "old")
        (self.path / "old").unlink()

        changes = [("letter", "written"), ("letter", "left"), ("old", "arrived"), ("old", "removed")]
        self.assertEqual([("FOLDER_EVENT", {"file": file, "change": change}, tag)
                          for file, change in changes],
                         [installed.event(self.client) for _ in changes])

    def test_a_folder_that_goes_ends_its_connections(self):
        tag = self.connect()

        self.path.rmdir()

        self.assertEqual(("SIGNAL_DISCONNECTED", {"reason": "device-removed"}, tag),
                         installed.event(self.client))

    def test_a_folder_that_is_not_there_is_an_error(self):
        reply = self.client.call("folder-event-connect", path="/nowhere")

        self.assertEqual({"class": "GenericError",
                          "desc": "Cannot watch '/nowhere': No such file or directory"},
                         reply["error"])


if __name__ == "__main__":
    installed.main()
