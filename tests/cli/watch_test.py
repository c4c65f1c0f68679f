# SPDX-License-Identifier: Apache-2.0
"""signalbox watch."""
import json

import served


class Watch(served.Served):
    def watch(self, *words):
        process = self.start_signalbox("watch", "qmp.sock", *words)
        if "--json" not in words:
            self.assertEqual("connected; ^C ends\n", process.stderr.readline())
        return process

    def await_connections(self, count):
        admin = self.host.connect("admin.sock").negotiate()
        served.server.wait_until(
            lambda: sum(each["connections"] for each in admin.call("query-clients")["return"]) == count,
            f"there are not {count} connections")

    def call(self, *words):
        return self.run_signalbox("call", "qmp.sock", *words)

    def test_an_event_is_a_line_for_people(self):
        process = self.watch("block-device-event", "device=full", "--count", "1")

        self.call("block-write", "device=full", "offset=0", "length=512")

        out, _ = process.communicate(timeout=served.server.DEADLINE)
        self.assertRegex(out, r'^\d\d:\d\d:\d\d\.\d{6} BLOCK_DEVICE_EVENT \[signal-1\] '
                              r'reason="nospc" operation="write" action="stop"\n$')
        self.assertEqual(0, process.returncode)

    def test_json_is_the_event_as_it_came(self):
        process = self.watch("stop-event", "--json", "--count", "1")
        self.await_connections(1)

        self.call("stop")

        event = json.loads(process.communicate(timeout=served.server.DEADLINE)[0])
        self.assertEqual(("STOP", "signal-1"), (event["event"], event["tag"]))
        self.assertEqual({"event", "tag", "timestamp"}, set(event))

    def test_several_signals_each_with_its_arguments(self):
        process = self.watch("block-device-event", "device=small", "stop-event", "--json", "--count", "2")
        self.await_connections(2)

        for device in ("full", "small"):  # the first is heard by its STOP alone
            self.call("block-write", f"device={device}", "offset=0", "length=512")

        out, _ = process.communicate(timeout=served.server.DEADLINE)
        events = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([("STOP", "signal-2"), ("BLOCK_DEVICE_EVENT", "signal-1")],
                         [(each["event"], each["tag"]) for each in events])

    def test_where_leaves_the_others_out(self):
        process = self.watch("rtc-change-event", "--where", "offset=2", "--json", "--count", "1")
        self.await_connections(1)

        for offset in (1, 2):
            self.run_signalbox("call", "admin.sock", "inject-event", "event=RTC_CHANGE",
                               f"data.offset={offset}", "machine=m")

        event = json.loads(process.communicate(timeout=served.server.DEADLINE)[0])
        self.assertEqual({"offset": 2}, event["data"])

    def test_it_ends_with_what_it_was_connected_to(self):
        process = self.watch("block-devices-event")

        self.run_signalbox("plugin", "unload", "admin.sock", "block")

        out, _ = process.communicate(timeout=served.server.DEADLINE)
        self.assertRegex(out, r'SIGNAL_DISCONNECTED \[signal-1\] reason="plugin-unloaded"\n$')
        self.assertEqual(0, process.returncode)

    def test_a_host_that_goes_is_an_error(self):
        process = self.watch("stop-event")

        self.call("quit")

        self.assertIn("the host has closed the connection", process.communicate()[1])
        self.assertEqual(1, process.returncode)

    def test_a_signal_that_is_not_there_is_refused(self):
        code, out, err = self.run_signalbox("watch", "qmp.sock", "fly-event")

        self.assertEqual((3, ""), (code, out))
        self.assertIn("fly-event", err)


if __name__ == "__main__":
    served.main()
