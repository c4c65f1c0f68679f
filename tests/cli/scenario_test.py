# SPDX-License-Identifier: Apache-2.0
"""signalbox scenario and signalbox shrink."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import served

TRACES = pathlib.Path(__file__).resolve().parents[2] / "../shared/traces"
SHORT = pathlib.Path(__file__).resolve().parents[1] / "replay/short.jsonl"


class Scenario(served.Served):
    def play(self, text, *words):
        pathlib.Path(self.host.directory, "s.scenario").write_text(text, encoding="utf-8")
        return self.run_signalbox("scenario", "run", "s.scenario", "--socket", "qmp.sock", *words)

    def test_it_drives_devices_and_waits_for_what_they_say(self):
        client = self.host.connect().negotiate()

        code, out, err = self.play("!! fail small write EIO\n"
                                   "<- BLOCK_IO_ERROR {\"device\": \"small\"}\n"
                                   "repeat 2 {\n  -> stop\n  <- STOP\n  -> cont\n}\n"
                                   "!! inject RTC_CHANGE {\"offset\": 3}\n",
                                   "--admin", "admin.sock")

        self.assertEqual((0, "10 steps done\n"), (code, err))
        self.assertEqual(3, out.count("stop\n") + out.count("RTC_CHANGE"))
        events = [client.line()["event"] for _ in range(6)]
        self.assertEqual(["BLOCK_IO_ERROR", "STOP", "RESUME", "STOP", "RESUME", "RTC_CHANGE"], events)

    def test_a_command_that_must_fail_may_not_succeed(self):
        self.assertEqual(0, self.play("-> block-flush {\"device\": \"none\"} fails\n")[0])

        code, _, err = self.play("-> stop fails\n")

        self.assertEqual((3, "signalbox: s.scenario:1: -> stop fails: it did not fail\n"), (code, err))

    def test_a_step_that_fails_is_named(self):
        code, _, err = self.play("-> stop\n-> block-flush {\"device\": \"none\"}\n-> cont\n")

        self.assertEqual(3, code)
        self.assertIn("s.scenario:2: -> block-flush {\"device\": \"none\"}: DeviceNotFound: "
                      "Device 'none' not found", err)

    def test_an_event_that_does_not_come_is_missed(self):
        code, _, err = self.play("<- RESUME\n", "--timeout", "0.05")

        self.assertEqual((3, "signalbox: s.scenario:1: <- RESUME: it did not come\n"), (code, err))

    def test_what_is_missing_is_told_before_anything_is_done(self):
        code, out, err = self.play("-> stop\n!! inject RTC_CHANGE {\"offset\": 3}\n")

        self.assertEqual((3, ""), (code, out))
        self.assertIn("it needs the admin listener", err)
        self.assertIn("it needs the serial line", self.play("guest w\n")[2])

    def test_check_names_the_place(self):
        path = pathlib.Path(self.host.directory, "s.scenario")
        path.write_text("-> stop\n", encoding="utf-8")
        self.assertEqual((0, "", ""), self.run_signalbox("scenario", "check", "s.scenario"))
        path.write_text("-> stop\n-> \n", encoding="utf-8")

        code, _, err = self.run_signalbox("scenario", "check", "s.scenario")

        self.assertEqual((2, "s.scenario:2:3: error: the command is missing\n"), (code, err))


@unittest.skipUnless(TRACES.exists() and shutil.which("qemu-system-x86_64") and shutil.which("nasm"),
                     "QEMU, nasm or the guest beside the checkout are not there")
class Guest(unittest.TestCase):
    def test_a_guest_reads_and_writes_and_goes_on(self):
        sys.path.insert(0, str(TRACES))
        import guestqemu
        with tempfile.TemporaryDirectory() as directory:
            disk = ("if=none,id=disk0,format=raw,file.driver=blkdebug,file.image.driver=null-co,"
                    "file.image.size=1048576,file.inject-error.0.event=write_aio,"
                    "file.inject-error.0.iotype=write,file.inject-error.0.errno=28,"
                    "file.inject-error.0.sector=64,file.inject-error.0.once=on,werror=stop")
            drives = ["-drive", "if=none,id=boot,file={dir}/boot.img,format=raw",
                      "-device", "ide-hd,drive=boot,bus=ide.0,unit=0,bootindex=0",
                      "-drive", disk, "-device", "virtio-blk-pci,drive=disk0",
                      "-qmp", f"unix:{directory}/second,server=on,wait=off"]
            with guestqemu.Guest(drives) as guest:
                guest.com.close()
                scenario = pathlib.Path(directory, "s.scenario")
                scenario.write_text("-> cont\nguest !\nguest 0w\nguest 1w nothing\n<- STOP\n"
                                    "-> cont\n<- RESUME\nguest r\n", encoding="utf-8")
                done = subprocess.run(
                    [served.SIGNALBOX, "scenario", "run", str(scenario), "--socket", f"{directory}/second",
                     "--guest", guest.path("com1")], capture_output=True, text=True, timeout=60)
        self.assertEqual((0, "8 steps done\n"), (done.returncode, done.stderr))


class Shrink(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())

    def shrink(self, command, *words):
        return subprocess.run([served.SIGNALBOX, "shrink", str(SHORT), "--run", command, "-o", "small.jsonl",
                               *words], cwd=self.directory, capture_output=True, text=True, timeout=60)

    def test_what_the_failure_does_not_need_is_left_out(self):
        done = self.shrink("! grep -q '\"event\": \"STOP\"' $SIGNALBOX_PART || exit 7")

        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("small.jsonl: 1 of 4 emissions after ", done.stderr)
        lines = [json.loads(line) for line in
                 pathlib.Path(self.directory, "small.jsonl").read_text(encoding="utf-8").splitlines()]
        self.assertEqual(["STOP"], [each["msg"]["event"] for each in lines if "event" in each["msg"]])
        self.assertIn("QMP", lines[1]["msg"])

    def test_another_failure_is_not_the_same(self):
        done = self.shrink("grep -c event $SIGNALBOX_PART > n; read n < n; exit $n")

        self.assertEqual(0, done.returncode)
        self.assertIn("small.jsonl: 4 of 4 emissions", done.stderr)

    def test_a_scenario_is_shrunk_to_its_steps(self):
        pathlib.Path(self.directory, "s.scenario").write_text(
            "-> stop\nrepeat 50 {\n  -> cont\n  -> stop\n}\n!! fail disk0 read EIO\n", encoding="utf-8")
        done = subprocess.run(
            [served.SIGNALBOX, "shrink", "s.scenario", "--run",
             "! grep -q fail $SIGNALBOX_PART || test $(grep -c stop $SIGNALBOX_PART) = 0", "-o", "small.scenario"],
            cwd=self.directory, capture_output=True, text=True, timeout=60)

        self.assertIn("small.scenario: 2 of 102 steps", done.stderr)
        self.assertEqual("-> stop\n!! fail disk0 read EIO\n",
                         pathlib.Path(self.directory, "small.scenario").read_text(encoding="utf-8"))

    def test_what_does_not_fail_is_not_shrunk(self):
        done = self.shrink("true")

        self.assertEqual(3, done.returncode)
        self.assertFalse(os.path.exists(os.path.join(self.directory, "small.jsonl")))


if __name__ == "__main__":
    served.main()
