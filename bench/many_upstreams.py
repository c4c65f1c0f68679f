#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One signalboxd in front of many QEMUs: memory, idle CPU, and the time until all are served again
after all have come back at once. For docs/bridge.md.

usage: bench/many_upstreams.py [--json] [--real N] [--replayed N] [SIGNALBOXD]

Default: 100 real QEMUs (-M none), and 2,000 upstreams that a program replays, with the greeting and
the introspection of a real QEMU; build/release/bin/signalboxd.
"""
import argparse
import contextlib
import json
import os
import resource
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "tests", each) for each in ("stress", "bridge")]
import qemu  # noqa: E402
import server  # noqa: E402
from qemu import PROGRAM, Qemu, monitor  # noqa: E402
from server import MIB, Client, Host  # noqa: E402

PATIENCE = 300  # seconds that anything may take
IDLE = 10       # seconds that the host is watched doing nothing
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
REPLAYED = ("qmp_capabilities", "query-commands", "query-qmp-schema", "query-status")


def config(count):
    return "\n".join(f"machine vm{i} {{ listen unix:{i}.qmp  plugin qemu {{ monitor unix:{i}.up }} }}"
                     for i in range(count))


def recording(directory):
    """What a real QEMU answers, by command, as it wrote it; and its greeting."""
    with Qemu(directory, monitor("recorded")):
        client = Client(socket.socket(socket.AF_UNIX))
        path = os.path.join(directory, "recorded")
        server.wait_until(lambda: client.socket.connect_ex(path) == 0, "no QEMU to record")
        answers = {"": client.bytes() + b"\r\n"}
        for command in REPLAYED:
            client.send({"execute": command})
            answers[command] = client.bytes() + b"\r\n"
        client.close()
    return answers


def replay(directory, count, answers):
    """Serves so many monitors until it is killed; runs in a process of its own."""
    selector = selectors.DefaultSelector()
    for i in range(count):
        path = os.path.join(directory, f"{i}.up")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(2)
        selector.register(listener, selectors.EVENT_READ, "listener")
    while True:
        for key, _ in selector.select():
            if key.data == "listener":
                monitor_end = key.fileobj.accept()[0]
                monitor_end.sendall(answers[""])
                selector.register(monitor_end, selectors.EVENT_READ, "monitor")
                continue
            data = key.fileobj.recv(1 << 16)
            if not data:
                selector.unregister(key.fileobj)
                key.fileobj.close()
                continue
            for command in REPLAYED:  # one at a time, as the bridge asks at the start
                if f'"execute":"{command}"'.encode() in data:
                    key.fileobj.sendall(answers[command])


class Replays:
    def __init__(self, directory, count, answers):
        self.pid = os.fork()
        if self.pid == 0:
            try:
                replay(directory, count, answers)
            finally:
                os._exit(1)

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Qemus:
    def __init__(self, directory, count, _):
        self.processes = []
        for i in range(count):
            self.processes.append(subprocess.Popen(
                [PROGRAM, "-M", "none", "-nodefaults", "-display", "none", "-S", *monitor(f"{i}.up")],
                cwd=directory, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def end(self):
        for each in self.processes:
            each.kill()
        for each in self.processes:
            each.wait()


def await_start(host, count):
    """The seconds until the host waits for all its upstreams."""
    start = time.monotonic()
    size = 0
    last = f"vm{count - 1}: waits for"
    while last not in host.log(max(0, size - len(last))):
        size = os.path.getsize(host.log_path)
        assert host.process.poll() is None, host.log()[-2000:]
        assert time.monotonic() < start + PATIENCE, f"still starting: {host.log()[-2000:]}"
        time.sleep(0.01)
    return time.monotonic() - start


def await_all(host, count, serves):
    """The seconds until every machine serves, or none does; a client is greeted by each that does."""
    start = time.monotonic()
    left = set(range(count))
    while left:
        for i in list(left):
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(PATIENCE)
                try:
                    client.connect(os.path.join(host.directory, f"{i}.qmp"))
                    greeted = client.recv(1 << 12).startswith(b'{"QMP"')
                except OSError:
                    greeted = False
                if greeted == serves:
                    left.discard(i)
        assert host.process.poll() is None, host.log()[-2000:]
        assert time.monotonic() < start + PATIENCE, f"{len(left)} machines are late: {host.log()[-2000:]}"
        if left:
            time.sleep(0.01)
    return time.monotonic() - start


def memory(host):
    with open(f"/proc/{host.process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * PAGE


def cpu(host):
    with open(f"/proc/{host.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def idle_cpu(host):
    """Of one processor, while nothing is asked of it."""
    before = cpu(host)
    time.sleep(IDLE)
    return (cpu(host) - before) / IDLE


def measure(kind, count):
    with tempfile.TemporaryDirectory() as directory:
        answers = recording(directory)
    with Host(config(count)) as host:
        started = await_start(host, count)
        empty = memory(host)
        upstreams = kind(host.directory, count, answers)
        try:
            first = await_all(host, count, True)
            figures = {"upstreams": count, "start_seconds": started,
                       "served_first_seconds": first,
                       "memory_waiting_mib": empty / MIB,
                       "memory_serving_mib": memory(host) / MIB,
                       "memory_each_kib": (memory(host) - empty) / count / 1024,
                       "idle_cpu": idle_cpu(host)}
            upstreams.end()
            await_all(host, count, False)
            figures["idle_cpu_all_away"] = idle_cpu(host)
            spent = cpu(host)
            upstreams = kind(host.directory, count, answers)
            figures["served_again_seconds"] = await_all(host, count, True)
            figures["served_again_cpu_seconds"] = cpu(host) - spent
            figures["memory_again_mib"] = memory(host) / MIB
        finally:
            upstreams.end()
    return figures


def show(name, figures):
    print(name)
    for what, key, unit in (
            ("from the host's start until it awaits all", "start_seconds", "s"),
            ("memory while all are awaited", "memory_waiting_mib", "MiB"),
            ("memory with all served", "memory_serving_mib", "MiB"),
            ("  of that for each", "memory_each_kib", "KiB"),
            ("memory after all were away and back", "memory_again_mib", "MiB"),
            ("CPU with all served and nothing to do", "idle_cpu", "of a processor"),
            ("CPU with all away", "idle_cpu_all_away", "of a processor"),
            ("from their start until all are served", "served_first_seconds", "s"),
            ("the same after all were away", "served_again_seconds", "s"),
            ("  of that CPU of the host", "served_again_cpu_seconds", "s")):
        print(f"  {what:<42}{figures[key]:10.3f} {unit}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="figures for programs")
    parser.add_argument("--real", type=int, default=100, metavar="N")
    parser.add_argument("--replayed", type=int, default=2000, metavar="N")
    parser.add_argument("signalboxd", nargs="?",
                        default=os.path.join(ROOT, "build/release/bin/signalboxd"))
    asked = parser.parse_args()
    if qemu.is_missing():
        sys.exit(qemu.is_missing())
    server.SIGNALBOXD = os.path.abspath(asked.signalboxd)
    server.DEADLINE = PATIENCE
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    figures = {}
    if asked.real:
        figures["real"] = measure(Qemus, asked.real)
    if asked.replayed:
        figures["replayed"] = measure(Replays, asked.replayed)
    if asked.json:
        print(json.dumps(figures, indent=2))
        return
    for name, each in figures.items():
        show(f"{each['upstreams']} {name} upstreams", each)


if __name__ == "__main__":
    main()
