# SPDX-License-Identifier: Apache-2.0
"""What a host offers to whoever runs test suites beside each other: listeners under a run label,
what became of each emission, and waiting without guessing. Arguments: signalboxd, pulse.so."""
import os
import sys
import unittest

import outcome
import server

PULSE = None
CONFIG = """machine m { listen unix:qmp.sock  plugin legacy
  plugin block { drive { id full  file /dev/full  size 4096 }
                 drive { id small  file /dev/full  size 4096 } } }
admin { listen unix:admin.sock }
"""


class Labelled(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(server.Host(CONFIG))
        self.driver = self.client("qmp.sock", "disconnect-default-signals")
        self.admin = self.client("admin.sock")
        self.watch = self.client("admin.sock")

    def client(self, socket, *before):
        client = self.host.connect(socket)
        client.line()
        for command in (*before, "qmp_capabilities"):
            self.assertEqual({"return": {}}, client.call(command))
        return client

    def add(self, label):
        path = os.path.join(self.host.directory, label + ".sock")
        self.assertEqual({"return": {}},
                         self.admin.call("listener-add", address="unix:" + path, label=label))

    def follow(self):
        """From here on emissions are told to self.watch."""
        self.assertIn("return", self.watch.call("emission-event-connect", machine="m"))
        self.assertIn("return", self.admin.call("emission-barrier"))

    def told(self):
        """(event, number, cause, {label: (sent, filtered, muted, failed)}) of the next emission."""
        data = self.watch.line()["data"]
        labels = {each.pop("label"): tuple(each[name] for name in
                                           ("sent", "filtered", "muted", "failed"))
                  for each in data["labels"]}
        return data["event"], data["number"], data["cause"], labels

    def fail_write(self, device="full"):
        self.driver.call("block-write", device=device, offset=0, length=512)


class Floods(unittest.TestCase):
    COUNT = 300_000  # whose records are more than client-backlog

    def test_who_follows_one_slowly_gets_all_of_it(self):
        config = (f"machine m {{ listen unix:qmp.sock  plugin-dir {os.path.dirname(PULSE)}  plugin pulse }}\n"
                  "admin { listen unix:admin.sock }\n")
        with server.Host(config) as host:
            watch = host.connect("admin.sock").negotiate()
            driver = host.connect().negotiate(defaults=False)
            watch.call("emission-event-connect", machine="m")
            admin = host.connect("admin.sock").negotiate()
            driver.call("pulse-emit", count=self.COUNT, rate=0, size=200, legacy=True)
            self.await_standstill(admin)
            numbers = [watch.line()["data"]["number"] for _ in range(self.COUNT)]
            self.assertEqual(list(range(numbers[0], numbers[0] + self.COUNT)), numbers)
            self.assertNotIn("does not read", host.log())

    def await_standstill(self, admin):
        """Until nothing more is told to who does not read, or that one is gone."""
        seen = []
        while len(seen) < 50 or len(set(seen[-50:])) > 1 or seen[-1] < 1 << 20:
            clients = admin.call("query-clients")["return"]
            seen.append(max(each["backlog"] for each in clients))
            if len(clients) < 3:
                return


class Emissions(Labelled):
    def test_tell_what_each_label_was_sent(self):
        self.add("old")
        self.add("new")
        self.client("old.sock")
        new = self.client("new.sock", "disconnect-default-signals")
        new.call("block-device-event-connect", device="full")
        new.call("signal-connect", signal="block-devices-event", where={"device": "small"})
        self.follow()

        self.fail_write()

        told = {event: (number, cause, labels)
                for event, number, cause, labels in (self.told() for _ in range(4))}
        device, devices, old = (told[each] for each in (
            "BLOCK_DEVICE_EVENT", "BLOCK_DEVICES_EVENT", "BLOCK_IO_ERROR"))
        self.assertEqual(0, device[1])
        self.assertEqual([device[0], devices[0]], [devices[1], old[1]])
        self.assertEqual({"old": (0, 0, 0, 0), "new": (1, 0, 0, 0)}, device[2])
        self.assertEqual({"old": (0, 0, 0, 0), "new": (0, 1, 0, 0)}, devices[2])
        self.assertEqual({"old": (1, 0, 0, 0), "new": (0, 0, 0, 0)}, old[2])

    def test_are_told_when_nobody_is_connected(self):
        self.follow()

        self.driver.call("stop")
        self.driver.call("cont")

        self.assertEqual(("STOP", {}), self.told()[::3])
        self.assertEqual(("RESUME", {}), self.told()[::3])

    def test_of_a_session_that_ends_first_have_failed(self):
        self.add("old")
        deaf = self.client("old.sock")
        deaf.socket.setsockopt(1, 8, 2048)  # SO_RCVBUF
        self.follow()
        for _ in range(2000):
            self.driver.call("stop")
            self.driver.call("cont")
        deaf.socket.close()

        outcomes = [self.told()[3].get("old") for _ in range(4000)]

        self.assertEqual((1, 0, 0, 0), outcomes[0])
        failed = [each for each in outcomes if each == (0, 0, 0, 1)]
        self.assertTrue(failed)
        self.assertEqual(outcomes[-len(failed):], failed)

    def test_end_with_the_connection(self):
        tag = self.watch.call("emission-event-connect", machine="m")["return"]
        self.assertEqual({"return": {}}, self.watch.call("signal-disconnect", tag=tag))

        self.driver.call("stop")

        self.watch.send({"execute": "query-version"})
        self.assertIn("return", self.watch.line())

    def test_of_a_machine_that_is_not_there_are_refused(self):
        refused = self.watch.call("emission-event-connect", machine="other")
        self.assertEqual("Machine 'other' not found", refused["error"]["desc"])
        refused = self.watch.call("emission-event-connect", machines="m")
        self.assertEqual("Parameter 'machines' is unexpected", refused["error"]["desc"])

    def test_are_for_the_owner_alone(self):
        refused = self.driver.call("emission-event-connect", machine="m")
        self.assertEqual("CommandNotFound", refused["error"]["class"])


class Barriers(Labelled):
    def test_answer_when_all_is_read(self):
        self.add("old")
        old = self.client("old.sock")
        self.driver.call("stop")
        self.admin.send({"execute": "emission-barrier"})
        self.assertEqual("STOP", old.line()["event"])

        self.assertEqual(["return"], list(self.admin.reply()))

    def test_name_the_client_that_does_not_read(self):
        self.add("old")
        self.client("old.sock")
        self.driver.call("stop")

        refused = self.admin.call("emission-barrier", **{"timeout-ms": 20})

        self.assertRegex(refused["error"]["desc"], r"^Not reached: client \d+ of 'old' has not read "
                                                   r"what was sent \(waited 20 ms\)$")

    def test_wait_for_an_emission(self):
        self.follow()
        last = self.admin.call("emission-barrier")["return"] + 2
        self.admin.send({"execute": "emission-barrier", "arguments": {"number": last}})
        self.driver.call("stop")
        self.driver.call("cont")

        self.assertEqual({"return": last}, self.admin.reply())

        refused = self.admin.call("emission-barrier", number=last + 9, **{"timeout-ms": 0})
        self.assertEqual(f"Not reached: emission {last + 9} has not been made (waited 0 ms)",
                         refused["error"]["desc"])

    def test_wait_for_a_connection(self):
        self.add("new")
        self.admin.send({"execute": "listener-wait",
                         "arguments": {"label": "new", "signal": "block-device-event"}})
        new = self.client("new.sock", "disconnect-default-signals")
        new.call("block-device-event-connect", device="full")

        self.assertEqual({"return": {}}, self.admin.reply())

        for signal, missing in (("stop-event", "is connected to stop-event"),
                                (None, "is there")):
            arguments = {"label": "new" if signal else "other", "timeout-ms": 0}
            arguments.update({"signal": signal} if signal else {})
            refused = self.admin.call("listener-wait", **arguments)
            self.assertIn(missing, refused["error"]["desc"])


class Listeners(Labelled):
    def test_are_closed_with_their_sessions(self):
        self.add("old")
        old = self.client("old.sock")
        self.driver.call("stop")

        self.assertEqual({"return": {}}, self.admin.call("listener-remove", label="old"))

        self.assertEqual("STOP", old.line()["event"])
        self.assertIsNone(old.line())
        self.assertFalse(os.path.exists(os.path.join(self.host.directory, "old.sock")))
        self.assertEqual("No listener with the label 'old' was added",
                         self.admin.call("listener-remove", label="old")["error"]["desc"])
        self.add("old")

    def test_are_refused_with_a_reason(self):
        for address, label, reason in (
                ("tcp:localhost:0", "x", "expects unix: and an absolute path"),
                ("unix:here", "x", "expects unix: and an absolute path"),
                ("unix:/no/such/place", "x", "/no/such/place"),
                ("unix:/tmp/x", "", "expects a name for the run")):
            refused = self.admin.call("listener-add", address=address, label=label)
            self.assertIn(reason, refused["error"]["desc"])


if __name__ == "__main__":
    PULSE, server.SIGNALBOXD = sys.argv.pop(), sys.argv.pop()
    outcome.main()
