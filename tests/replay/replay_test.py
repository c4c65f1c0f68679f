# SPDX-License-Identifier: Apache-2.0
"""Plugin replay: a recording in front of which clients stand as they stood in front of its server.

usage: replay_test.py SIGNALBOXD [TEST]…
"""
import json
import os
import pathlib
import sys
import tempfile
import unittest

import outcome

HERE = pathlib.Path(__file__).resolve().parent
import server

SHARED_SESSION = HERE.parents[2] / "../shared/traces/qemu-7.2-session.jsonl"


def host(file, options="speed max  start command", more="", listen=""):
    return server.Host(f"machine m {{ listen unix:qmp.sock {listen}\n {more}\n"
                       f" plugin replay {{ file \"{file}\"  {options} }} }}\n"
                       "admin { listen unix:admin.sock }\n")


def recorded(file, wanted):
    """The messages of a server in a recording, as bytes."""
    lines = []
    for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["from"] in ("server", "qemu") and wanted in entry["msg"]:
            lines.append(line[line.index('"msg": ') + len('"msg": '):-1].encode())
    return lines


def start(machine):
    """By a client of its own, which throws away no event that another one waits for."""
    client = machine.connect()
    client.line()
    for command in ("disconnect-default-signals", "qmp_capabilities", "replay-start"):
        assert client.call(command) == {"return": {}}
    client.close()


class Negotiating(unittest.TestCase):
    """Connections of a client that is new to the host."""

    def new_client(self, machine, *connects):
        client = machine.connect()
        client.line()
        self.assertEqual({"return": {}}, client.call("disconnect-default-signals"))
        tags = [client.call("signal-connect", **each)["return"] for each in connects]
        self.assertEqual({"return": {}}, client.call("qmp_capabilities"))
        return client, tags


class Replay(Negotiating):
    def setUp(self):
        self.host = self.enterContext(host(HERE / "short.jsonl"))

    def test_greeting_and_events_are_the_bytes_of_the_server(self):
        client = self.host.connect()
        self.assertEqual(recorded(HERE / "short.jsonl", "QMP")[0], client.bytes())
        client.call("qmp_capabilities")
        start(self.host)

        lines = [client.bytes() for _ in range(4)]

        self.assertEqual(recorded(HERE / "short.jsonl", "event"), lines)

    def test_a_new_client_filters_by_what_the_recorded_schema_has(self):
        client, tags = self.new_client(
            self.host, {"signal": "block-io-error-event", "arguments": {"device": "disk1"}},
            {"signal": "replay-ended-event"})

        start(self.host)

        events = [client.line(), client.line()]
        self.assertEqual([("BLOCK_IO_ERROR", "disk1", tags[0]), ("REPLAY_ENDED_EVENT", None, tags[1])],
                         [(each["event"], each["data"].get("device"), each["tag"]) for each in events])
        self.assertEqual({"events": 4}, events[1]["data"])

    def test_what_the_schema_has_not_is_refused(self):
        client, _ = self.new_client(self.host)

        reply = client.call("signal-connect", signal="block-io-error-event", arguments={"disk": "disk1"})

        self.assertEqual("Parameter 'disk' is unexpected", reply["error"]["desc"])

    def test_events_that_never_came_are_offered_too(self):
        client, tags = self.new_client(self.host, {"signal": "device-deleted-event"})

        self.assertEqual(1, len(tags))

    def test_answers_are_those_of_that_moment(self):
        client, _ = self.new_client(self.host, {"signal": "replay-ended-event"})
        self.assertEqual("running", client.call("query-status")["return"]["status"])
        self.assertEqual({"return": {"size": 1048576}}, client.call("block-size", device="disk0"))
        self.assertEqual({"class": "DeviceNotFound", "desc": "Device 'disk9' not found"},
                         client.call("block-size", device="disk9")["error"])

        start(self.host)
        client.line()

        self.assertEqual("running", client.call("query-status")["return"]["status"])
        self.assertEqual({"state": "ended", "emitted": 4, "events": 4, "rounds": 1},
                         {name: value for name, value in client.call("replay-status")["return"].items()
                          if name != "file"})

    def test_what_was_not_recorded_is_not_answered(self):
        client, _ = self.new_client(self.host)

        self.assertEqual("The recording has no answer to block-size with these arguments",
                         client.call("block-size", device="disk1")["error"]["desc"])
        self.assertEqual("CommandNotFound", client.call("balloon", value=1)["error"]["class"])

    def test_it_can_be_started_again_when_it_has_ended(self):
        client, _ = self.new_client(self.host, {"signal": "stop-event"}, {"signal": "replay-ended-event"})
        for _ in range(2):
            start(self.host)
            self.assertEqual(["STOP", "REPLAY_ENDED_EVENT"], [client.line()["event"] for _ in range(2)])

    def test_its_events_cannot_be_injected(self):
        admin = self.host.connect("admin.sock").negotiate()

        reply = admin.call("inject-event", event="STOP")

        self.assertEqual("Event 'STOP' is replayed and cannot be injected", reply["error"]["desc"])

    def test_quit_ends_the_machine(self):
        client = self.host.connect().negotiate()
        self.assertEqual({"return": {}}, client.call("quit"))
        self.assertIsNone(client.line())


class Options(Negotiating):
    def test_it_begins_when_somebody_is_connected(self):
        with host(HERE / "short.jsonl", "speed max") as machine:
            client = machine.connect().negotiate()

            events = [client.line()["event"] for _ in range(4)]

        self.assertEqual(["BLOCK_IO_ERROR", "BLOCK_IO_ERROR", "STOP", "RESUME"], events)

    def test_it_goes_on_in_a_loop(self):
        with host(HERE / "short.jsonl", "speed 1000  start command  loop true") as machine:
            client, _ = self.new_client(machine, {"signal": "stop-event"})
            start(machine)

            self.assertEqual(["STOP"] * 5, [client.line()["event"] for _ in range(5)])
            self.assertEqual("The recording is being replayed",
                             client.call("replay-start")["error"]["desc"])

    def test_the_time_may_be_that_of_the_replay(self):
        with host(HERE / "short.jsonl", "speed max  timestamps now") as machine:
            client = machine.connect().negotiate()

            self.assertNotEqual(1795384783, client.line()["timestamp"]["seconds"])

    def test_a_host_ends_while_it_waits(self):
        with host(HERE / "short.jsonl", "speed 0.0001  start command") as machine:
            client = machine.connect().negotiate()
            client.call("replay-start")
            self.assertEqual("running", client.call("replay-status")["return"]["state"])


class Signals(Negotiating):
    """Recordings of a server that has signals itself."""

    def test_old_and_new_clients_hear_what_they_heard(self):
        with host(HERE / "signals.jsonl") as machine:
            new, tags = self.new_client(
                machine, {"signal": "block-device-event", "arguments": {"device": "disk1"}})
            old = machine.connect().negotiate()
            start(machine)

            self.assertEqual(["disk0", "disk1"], [old.line()["data"]["device"] for _ in range(2)])
            event = new.line()

        self.assertEqual(("io", tags[0]), (event["data"]["reason"], event["tag"]))

    def test_a_successor_is_still_told(self):
        with host(HERE / "signals.jsonl") as machine:
            client = machine.connect().negotiate()
            signals = {each["name"]: each for each in client.call("query-signals")["return"]}

        self.assertEqual("block-device-event", signals["block-io-event"]["successor"])
        self.assertTrue(signals["block-io-event"]["legacy"])
        self.assertFalse(signals["block-device-event"]["legacy"])


class Files(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.file = os.path.join(self.directory, "r.jsonl")

    def write(self, *lines):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))

    def refusal(self, options=""):
        """What a host says that does not start for it."""
        machine = host(self.file, options)
        self.addCleanup(machine.remove)
        self.assertEqual(1, machine.process.wait(server.DEADLINE), machine.log())
        return machine.log()

    def test_a_bad_file_is_refused_with_line_and_column(self):
        good = '{"t": 0, "from": "qemu", "msg": {"event": "STOP"}}'
        for bad, place in (('{"t": 0, "from": "qemu", "msg": {"event": "STOP"}', "3:50"),
                           ('{"t": 0, "from": "qemu", "msg": {"event": 7}}', "3:43"),
                           ('{"t": 0, "from": "qemu"}', "3:1"),
                           ('{"t": "now", "from": "qemu", "msg": {}}', "3:7")):
            self.write(good, "", bad)
            self.assertIn(f"{self.file}:{place}: ", self.refusal(), bad)

    def test_a_file_that_is_not_there_is_named(self):
        self.assertIn(f"{self.file}: No such file or directory", self.refusal())

    def test_a_speed_is_a_number_or_max(self):
        self.write('{"t": 0, "from": "qemu", "msg": {"event": "STOP"}}')
        for speed in ("0", "fast", "-1", "nan"):
            self.assertIn(f"speed {speed}: a speed is a number above 0, or max",
                          self.refusal(f"speed {speed}"))

    def test_without_a_schema_filters_follow_what_came(self):
        self.write(*('{"t": 0, "from": "qemu", "msg": {"timestamp": {"seconds": 1, "microseconds": 2}, '
                     f'"event": "VNC_CONNECTED", "data": {{"n": {n}, "client": {{"host": "h{n}"}}}}}}}}'
                     for n in range(3)))
        with host(self.file) as machine:
            client = machine.connect()
            client.line()
            client.call("disconnect-default-signals")
            client.call("signal-connect", signal="vnc-connected-event", where={"client.host": "h1"})
            refused = client.call("signal-connect", signal="vnc-connected-event", where={"client.port": 1})
            client.call("qmp_capabilities")
            start(machine)

            self.assertEqual(1, client.line()["data"]["n"])
        self.assertEqual("Parameter 'where.client.port' is unexpected", refused["error"]["desc"])

    def test_a_slow_client_slows_it_down(self):
        """More than may wait for a client: without a brake it would be disconnected."""
        count = 6000
        line = ('{"t": 0, "from": "qemu", "msg": {"timestamp": {"seconds": 1, "microseconds": 2}, '
                '"event": "E", "data": {"n": %d, "x": "' + "x" * 1000 + '"}}}')
        self.write(*(line % n for n in range(count)))
        with host(self.file, more="client-backlog 2M") as machine:
            slow = machine.connect().negotiate()
            slow.send({"execute": "replay-start"})
            other = machine.connect()
            other.line()
            other.call("disconnect-default-signals")
            other.call("qmp_capabilities")
            before = -1
            while (now := other.call("replay-status")["return"]["emitted"]) != before or now == 0:
                before = now

            numbers = []
            while len(numbers) < count:
                message = slow.line()
                if "event" in message:
                    numbers.append(message["data"]["n"])

        self.assertEqual(list(range(count)), numbers)


@unittest.skipUnless(SHARED_SESSION.exists(), "the recordings beside the checkout are not there")
class Session(unittest.TestCase):
    def test_a_session_with_a_real_qemu_is_heard_again(self):
        with host(SHARED_SESSION) as machine:
            client = machine.connect().negotiate()
            start(machine)
            wanted = recorded(SHARED_SESSION, "event")
            lines = [client.bytes() for _ in wanted]

        self.assertEqual(wanted, lines)


if __name__ == "__main__":
    server.SIGNALBOXD = sys.argv.pop(1)
    outcome.main()
