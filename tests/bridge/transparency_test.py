#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real guests, driven by the scripts of the recorded traces: each line that a client gets through the
bridge is the line that QEMU wrote, byte for byte and in its order.

usage: transparency_test.py SIGNALBOXD [unittest arguments]
The scripts are in $SIGNALBOX_SHARED, or beside the checkout in shared/.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import outcome

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("SIGNALBOX_SHARED") or os.path.join(HERE, "..", "..", "..", "shared")
TRACES = os.path.abspath(os.path.join(SHARED, "traces"))
SIGNALBOXD = None
ID = re.compile(rb', "id": (?:"[^"]*"|[^{}\[\]"]*)\}$')


def is_missing():
    for program in ("qemu-system-x86_64", "nasm"):
        if not shutil.which(program):
            return f"{program} is not installed"
    return None if os.path.isdir(TRACES) else f"there are no scripts in {TRACES}"


def lines(path):
    """Those that are whole: what a server says while it dies may not be."""
    with open(path, "rb") as file:
        return [line.rstrip(b"\r\n") for line in file if line.endswith(b"\n")]


def commands(path):
    """The names of the commands in what a client sent."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    names, decoder = [], json.JSONDecoder()
    while text := text.lstrip():
        command, end = decoder.raw_decode(text)
        names.append(command.get("execute") or command["exec-oob"])
        text = text[end:]
    return names


def as_qemu_wrote(line):
    """A reply without the id that the client gave; the bridge gives QEMU none."""
    return ID.sub(b"}", line) if b'"return":' in line[:20] or b'"error":' in line else line


@unittest.skipIf(is_missing(), is_missing())
class Transparency(unittest.TestCase):
    def setUp(self):
        self.records = tempfile.mkdtemp(prefix="signalbox-records-")
        self.addCleanup(shutil.rmtree, self.records)
        self.proxy = " ".join([sys.executable, os.path.join(HERE, "between.py"), SIGNALBOXD,
                               self.records, "{upstream} {socket}"])

    def run_script(self, name, *arguments):
        """What the script wrote. It is run again if it missed its guest's first word, which it does
        where that comes before the reply to `cont`; it ends in the middle then, and so does what was
        recorded."""
        out = os.path.join(self.records, "out.jsonl")
        script = [sys.executable] if name.endswith(".py") else ["/bin/sh"]
        for _ in range(5):
            before = set(os.listdir(self.records))
            run = subprocess.run([*script, os.path.join(TRACES, name), "--out", out,
                                  "--proxy", self.proxy, *arguments], capture_output=True, text=True)
            if "the boot sector did not come up" not in run.stderr:
                break
            for cut in set(os.listdir(self.records)) - before - {"out.jsonl"}:
                shutil.rmtree(os.path.join(self.records, cut))
        self.assertEqual(run.returncode, 0, run.stderr[-4000:])
        with open(out, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def compare(self):
        """How many lines were compared, over all sessions."""
        count = 0
        for name in os.listdir(self.records):
            directory = os.path.join(self.records, name)
            if os.path.isdir(directory):
                with self.subTest(name):
                    count += self.compare_session(directory)
        return count

    def compare_session(self, directory):
        at = lambda name: os.path.join(directory, name)
        written, got = lines(at("server")), lines(at("client"))
        self.assertEqual(got[0], written[0], "the greeting")
        asked = commands(at("to-server"))
        own = len(asked) - len(commands(at("to-host")))
        left_out, rest = [], iter(written)
        for line in got:
            wanted = as_qemu_wrote(line)
            for each in rest:
                if each == wanted:
                    break
                left_out.append(each)
            else:
                self.fail(f"QEMU did not write this, or not here: {line}")
        left_out += rest
        # What is left are replies to what the bridge asked for itself.
        self.assertEqual([line for line in left_out if b'"event":' in line[:70]], [])
        self.assertLessEqual(len(left_out), own, left_out)
        return len(got)

    def test_a_long_session_with_as_many_kinds_of_event_as_can_be_had(self):
        session = self.run_script("record-session.py")
        events = {each["msg"]["event"] for each in session if "event" in each["msg"]}
        self.assertGreater(len(events), 28)
        print(f"{self.compare()} lines compared, {len(events)} kinds of event")

    def test_each_io_error_by_device_policy_errno_and_direction(self):
        with open(os.path.join(TRACES, "guest-io-errors.jsonl"), encoding="utf-8") as file:
            recorded = [json.loads(line) for line in file]
        cases = [each for each in recorded if re.search(CASES, each["case"])]
        for expected in cases:
            name = expected["case"]
            with self.subTest(name):
                for case in self.run_script("guest-io-error.sh", "--only", f"^{name}$"):
                    self.assertEqual(self.normal(case), self.normal(expected))
        print(f"{len(cases)} cases (a full disk only as root), {self.compare()} lines compared")

    def normal(self, case):
        """Without what differs from run to run. On a full disk that is also what the guest says on its
        serial line, which does not pass through us: now and then it tells a write as done before
        that fails again."""
        if "real-ENOSPC" in case["case"]:
            case = {**case, "answers": None}
        text = json.dumps({**case, "events": [
            {key: value for key, value in event.items() if key != "timestamp"}
            for event in case["events"]]})
        text = re.sub(r"#block\d+", "#block", text)
        return json.loads(re.sub(r"qemu-system-x86_64: ", "", text))


# All of them take a minute: SIGNALBOX_CASES=.
CASES = os.environ.get("SIGNALBOX_CASES", "virtio/.*/(stop|default|enospc)|ide/drive/read|real-ENOSPC")

if __name__ == "__main__":
    SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
