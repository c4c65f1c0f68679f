# SPDX-License-Identifier: Apache-2.0
"""signalbox record and signalbox redact."""
import json
import os
import pathlib
import signal
import stat

import served

SECRETS = ("full", "small", "/dev/full")


class Record(served.Served):
    def setUp(self):
        super().setUp()
        self.file = pathlib.Path(self.host.directory, "r.jsonl")

    def record(self, *words):
        """A recorder that has begun, and listens."""
        process = self.start_signalbox("record", "qmp.sock", "-o", "r.jsonl", *words)
        self.assertEqual("recording; ^C ends\n", process.stderr.readline())
        return process

    def call(self, *words):
        return self.run_signalbox("call", "qmp.sock", *words)

    def fail(self, device):
        self.call("block-write", f"device={device}", "offset=0", "length=512")

    def lines(self, name="r.jsonl"):
        text = pathlib.Path(self.host.directory, name).read_text(encoding="utf-8")
        self.assertTrue(text.endswith("\n"))
        return [json.loads(line) for line in text.splitlines()]

    def events(self, name="r.jsonl"):
        return [each["msg"] for each in self.lines(name)
                if each["from"] == "server" and "event" in each["msg"]]

    def ended(self, process):
        _, err = process.communicate(timeout=served.server.DEADLINE)
        self.assertEqual(0, process.returncode, err)
        return err

    def test_the_lines_are_the_bytes_of_the_server(self):
        other = self.host.connect().negotiate()
        process = self.record("--count", "2")

        self.fail("full")
        lines = [other.bytes(), other.bytes()]

        self.assertRegex(self.ended(process), r"2 events in [0-9.]+ s: r.jsonl \(count\)\n$")
        text = self.file.read_bytes()
        for each in lines:
            self.assertIn(b'"msg": ' + each + b"}\n", text)
        self.assertEqual({"end": "count", "events": 2}, self.lines()[-1]["msg"])

    def test_what_a_replay_must_know_is_in_it(self):
        self.ended(self.interrupted(self.record("--query", "query-rx-filter", "--query", "query-plugins")))

        requests = [each["msg"]["execute"] for each in self.lines() if each["from"] == "client"]
        self.assertEqual({"query-qmp-schema", "query-signals", "query-status", "query-block",
                          "query-plugins"}, set(requests) & {
                              "query-qmp-schema", "query-signals", "query-status", "query-block",
                              "query-plugins", "query-rx-filter"})
        self.assertIn("QMP", self.lines()[1]["msg"])

    def interrupted(self, process):
        process.send_signal(signal.SIGINT)
        return process

    def test_an_interruption_leaves_a_complete_file(self):
        process = self.record()
        self.fail("full")
        self.await_read()

        self.ended(self.interrupted(process))

        self.assertEqual({"end": "interrupted", "events": 2}, self.lines()[-1]["msg"])

    def await_read(self):
        """The recorder answers each change of state with a question, so its last answer is the newest."""
        served.server.wait_until(lambda: b'"STOP"' in self.file.read_bytes(), "nothing is written")

    def test_after_a_change_of_state_the_status_is_asked_for(self):
        process = self.record("--count", "3")
        self.fail("full")
        self.call("cont")

        self.ended(process)
        states = [each["msg"]["return"]["status"] for each in self.lines()
                  if "status" in str(each["msg"].get("return", "")) and "running" in each["msg"]["return"]]
        self.assertIn("running", states)

    def test_a_host_that_goes_ends_it(self):
        process = self.record()

        self.call("quit")

        self.assertIn("(closed)", self.ended(process))
        self.assertEqual("SHUTDOWN", self.events()[-1]["event"])

    def test_a_duration_ends_it(self):
        self.assertIn("(duration)", self.ended(self.record("--duration", "0.01")))

    def test_it_writes_over_nothing_and_for_nobody_else(self):
        self.ended(self.interrupted(self.record()))
        self.assertEqual(0o600, stat.S_IMODE(os.stat(self.file).st_mode))

        code, _, err = self.run_signalbox("record", "qmp.sock", "-o", "r.jsonl")

        self.assertEqual(1, code)
        self.assertIn("r.jsonl: File exists", err)

    def test_signals_are_connected_too(self):
        process = self.record("--signal", "block-device-event", "device=small", "--count", "3")

        self.fail("small")

        self.ended(process)
        self.assertEqual({"BLOCK_DEVICE_EVENT", "BLOCK_IO_ERROR", "STOP"},
                         {each["event"] for each in self.events()})

    def test_a_signal_that_is_not_there_is_refused(self):
        code, _, err = self.run_signalbox("record", "qmp.sock", "-o", "r.jsonl", "--signal", "fly-event")

        self.assertEqual(3, code)
        self.assertIn("fly-event", err)

    def test_redacted_it_names_nobody_and_is_the_same_otherwise(self):
        plain = self.record("--count", "3")
        redacted = self.start_signalbox("record", "qmp.sock", "-o", "redacted.jsonl", "--redact",
                                        "--count", "3")
        redacted.stderr.readline()
        for device in ("full", "small"):
            self.fail(device)
        self.ended(plain)
        self.ended(redacted)

        text = pathlib.Path(self.host.directory, "redacted.jsonl").read_text(encoding="utf-8")
        for secret in SECRETS:
            self.assertNotIn(f'"{secret}"', text)
        self.assertEqual([each["event"] for each in self.events()],
                         [each["event"] for each in self.events("redacted.jsonl")])
        devices = [each["data"]["device"] for each in self.events("redacted.jsonl") if "data" in each]
        self.assertEqual(["disk-1", "disk-2"], sorted(set(devices)))

    def test_a_recording_is_redacted_later_to_the_same_end(self):
        self.ended_after_both()

        code, _, err = self.run_signalbox("redact", "r.jsonl", "-o", "redacted.jsonl")

        self.assertEqual((0, ""), (code, err))
        text = pathlib.Path(self.host.directory, "redacted.jsonl").read_text(encoding="utf-8")
        for secret in SECRETS:
            self.assertNotIn(f'"{secret}"', text)
        self.assertEqual(self.lines()[-1], self.lines("redacted.jsonl")[-1])
        self.assertTrue(self.lines("redacted.jsonl")[0]["msg"]["redacted"])

    def ended_after_both(self):
        process = self.record("--count", "3")
        for device in ("full", "small"):
            self.fail(device)
        self.ended(process)

    def test_what_was_recorded_and_redacted_is_replayed(self):
        self.ended_after_both()
        self.run_signalbox("redact", "r.jsonl", "-o", "redacted.jsonl")
        file = pathlib.Path(self.host.directory, "redacted.jsonl")
        config = (f"machine m {{ listen unix:qmp.sock\n"
                  f" plugin replay {{ file \"{file}\"  speed max  start command }} }}")
        with served.server.Host(config) as replayed:
            client = replayed.connect().negotiate()
            client.send({"execute": "replay-start"})
            messages = [client.line() for _ in range(4)]
            messages.remove({"return": {}})

            self.assertEqual(self.events("redacted.jsonl"), messages)
            disks = [each["device"] for each in client.call("query-block")["return"]]
        self.assertEqual(["disk-1", "disk-2"], sorted(disks))


if __name__ == "__main__":
    served.main()
