# SPDX-License-Identifier: Apache-2.0
"""What a comparison of many emissions costs: time, and peak memory of `signalbox compare` and its
host. Two clients get every emission; with --tell they also say what they have handled.

    bench/compare.py [--count N] [--tell] [BUILD]     default: build/release
"""
import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

CLIENT = r"""
import json, os, socket, sys
kind, count, tell = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "True"
client = socket.socket(socket.AF_UNIX)
client.connect(os.environ["QMP_SOCKET"])
file = client.makefile("rwb")
def call(command, **arguments):
    file.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
    file.flush()
    while b'"return"' not in (line := file.readline()):
        assert b'"error"' not in line, line
file.readline()
if kind == "new":
    call("disconnect-default-signals")
    call("signal-connect", signal="rtc-change-event")
call("qmp_capabilities")
ready = os.path.join(os.path.dirname(os.environ["SIGNALBOX_DIRECTORY"]), "ready")
if kind == "new":
    os.mkfifo(ready + ".part")
    os.rename(ready + ".part", ready)
    open(ready, "w").close()
else:
    while not os.path.exists(ready):
        pass
    open(ready).read()
    file.write(json.dumps({"execute": "pulse-emit", "arguments": {
        "count": count, "rate": 0, "size": 60, "legacy": True}}).encode() + b"\n")
    file.flush()
seen = open(os.environ["SIGNALBOX_SEEN"], "wb") if tell else None
done = 0
while done < count:
    line = file.readline()
    assert line, "the host has closed the connection"
    if b'"event"' in line:
        done += 1
        if seen:
            seen.write(line.replace(b"\r\n", b"\n"))
"""


def peak_mib(process):
    """The most memory that a process has had, or None if it has gone."""
    try:
        for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return None


def hosts_of(directory):
    for each in pathlib.Path("/proc").iterdir():
        try:
            words = (each / "cmdline").read_bytes().split(b"\0")
            if each.name.isdigit() and words[1:2] == [b"--config"] and directory.encode() in words[2]:
                yield each.name
        except (OSError, IndexError):
            pass


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", nargs="?", default="build/release")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--tell", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        config = pathlib.Path(directory, "pulse.info")
        config.write_text(f"machine m {{ plugin-dir {os.path.abspath(options.build)}/bench  plugin pulse }}\n")
        client = pathlib.Path(directory, "client.py")
        client.write_text(CLIENT)

        def suite(kind):
            return shlex.join([sys.executable, str(client), kind, str(options.count), str(options.tell)])
        began = time.monotonic()
        process = subprocess.Popen(
            [options.build + "/bin/signalbox", "compare", "--old", suite("old"), "--new", suite("new"), "--host",
             options.build + "/bin/signalboxd", "--config", str(config), "--no-control", "--format", "json"],
            env={**os.environ, "TMPDIR": directory}, stdout=subprocess.PIPE, text=True)
        peaks = {"signalbox compare": 0.0, "signalboxd": 0.0}
        while process.poll() is None:
            peaks["signalbox compare"] = max(peaks["signalbox compare"], peak_mib(process.pid) or 0)
            for host in hosts_of(directory):
                peaks["signalboxd"] = max(peaks["signalboxd"], peak_mib(host) or 0)
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                pass
        seconds = time.monotonic() - began
        run = json.loads(process.stdout.read())["runs"][0]
    print(f"{run['emissions']} emissions, {run['events']}, exit code {process.returncode}")
    print(f"{seconds:.1f} s; peak memory: " +
          ", ".join(f"{name} {mib:.0f} MiB" for name, mib in peaks.items()))


if __name__ == "__main__":
    main()
