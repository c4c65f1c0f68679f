#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the report of a large ledger, and what recording costs.

usage: bench/ledger_report.py BUILD report [CLIENTS DAYS]   size of the file, time of each format, load time
       bench/ledger_report.py BUILD recording [CLIENTS]     fan-out with and without a ledger, side by side
BUILD is a release build: build/release. Medians of several runs.
"""
import os
import pathlib
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/page"), str(ROOT / "tests/stress")]
import browser  # noqa: E402
import made_ledger  # noqa: E402
import server  # noqa: E402

RUNS = 5
ROUNDS = 7
PAIRS = 250  # of stop and cont in a round: two events each to every client
CONFIG = "machine m {{ listen unix:qmp.sock  plugin legacy }}\n{ledger}"


def seconds_of(words):
    """Wall and processor time of a command whose output is thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(build, clients=500, days=400):
    signalbox = str(build / "bin" / "signalbox")
    with tempfile.TemporaryDirectory() as folder:
        file, page = os.path.join(folder, "ledger.db"), os.path.join(folder, "page.html")
        made_ledger.make(file, clients, days)
        print(f"{clients} clients, {days} days, {len(made_ledger.EVENTS)} events: "
              f"{os.path.getsize(file) / 1e6:.1f} MB")
        base = [signalbox, "ledger", "report", "--ledger", file]
        for words in (["--by", "event"], ["--by", "event", "--days", "30"], ["--by", "client", "--format", "csv"],
                      ["--format", "json"], ["--format", "junit"], ["--format", "html", "--output", page]):
            times = [seconds_of(base + words) for _ in range(RUNS)]
            wall, processor = (statistics.median(each) for each in zip(*times))
            print(f"{' '.join(words[:4]):32} {wall:6.2f} s, of processor time {processor:5.2f} s")
        print(f"HTML: {os.path.getsize(page) / 1e6:.1f} MB")
        if browser.CHROMIUM:
            text = pathlib.Path(page).read_text(encoding="utf-8")
            loads = [browser.probe(text, "return performance.getEntriesByType('navigation')[0].loadEventStart;")
                     for _ in range(RUNS)]
            print(f"load event in chromium: {statistics.median(loads):.0f} ms, at most {max(loads):.0f} ms")


def drain(sockets, bytes_each):
    """Reads so many bytes from each; returns when all have come."""
    left = {each: bytes_each for each in sockets}
    with selectors.DefaultSelector() as selector:
        for each in sockets:
            each.setblocking(False)
            selector.register(each, selectors.EVENT_READ)
        while left:
            for key, _ in selector.select(30):
                left[key.fileobj] -= len(key.fileobj.recv(1 << 18))
                if left[key.fileobj] <= 0:
                    selector.unregister(key.fileobj)
                    del left[key.fileobj]


class Side:
    """A host with old clients, which all get every event."""

    def __init__(self, name, ledger, clients):
        self.name = name
        self.host = server.Host(CONFIG.format(ledger=ledger))
        self.clients = [self.host.connect().negotiate().socket for _ in range(clients)]
        self.driver = self.host.connect().negotiate()
        self.rates = []

    def processor_seconds(self):
        with open(f"/proc/{self.host.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def round(self):
        """Events delivered per second of the host's processor time, and of wall time."""
        start, used = time.monotonic(), self.processor_seconds()
        self.driver.send(b'{"execute":"stop"}{"execute":"cont"}' * PAIRS)
        size = 0
        answered = 0
        while answered < 2 * PAIRS:
            line = self.driver.bytes()
            if line.startswith(b'{"return"'):
                answered += 1
            else:
                size += len(line) + 2
        drain(self.clients, size)
        delivered = 2 * PAIRS * (len(self.clients) + 1)
        used = max(self.processor_seconds() - used, 1e-9)
        self.rates.append((delivered / used, delivered / (time.monotonic() - start)))


def recording(build, clients=200):
    server.SIGNALBOXD = str(build / "bin" / "signalboxd")
    sides = [Side("without", "", clients), Side("with", "ledger { path ledger.db }", clients)]
    try:
        for number in range(ROUNDS + 1):
            for side in sides if number % 2 else reversed(sides):
                side.round()
        print(f"{clients} old clients, {2 * PAIRS} events a round, {ROUNDS} rounds, turn and turn about")
        medians = []
        for side in sides:
            processor, wall = (statistics.median(each) for each in zip(*side.rates[1:]))
            medians.append(processor)
            print(f"{side.name:8} a ledger: {processor / 1e6:.2f} million deliveries per second of the host's "
                  f"processor time, {wall / 1e6:.2f} per second")
        print(f"recording costs {100 * (1 - medians[1] / medians[0]):.1f} % of fan-out throughput")
    finally:
        for side in sides:
            side.host.__exit__()


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv):
        print(__doc__)
        sys.exit()
    if len(sys.argv) < 3 or sys.argv[2] not in ("report", "recording"):
        sys.exit(__doc__)
    {"report": report, "recording": recording}[sys.argv[2]](pathlib.Path(sys.argv[1]).resolve(),
                                                             *map(int, sys.argv[3:]))
