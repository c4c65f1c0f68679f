#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures what clients that poll cost a host with a ledger, and what a ledger with many of their sessions costs.

usage: bench/ledger_polls.py BUILD polls [SECONDS]            a poll with and without a ledger, side by side
       bench/ledger_polls.py BUILD sessions [COUNT …]         report, check, fsck and page of so many sessions
       bench/ledger_polls.py BUILD clients [COUNT …]          the report of so many clients
BUILD is a release build: build/release. A poll is: connect, qmp_capabilities, query-status, close.
"""
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests/compat"), str(ROOT / "tests/stress")]
import server  # noqa: E402
import sql_ledger  # noqa: E402

CONFIG = "machine m {{ listen unix:qmp.sock  plugin legacy }}\n{ledger}"
ROUNDS = 9
FULL = 100  # sessions of a client that have rows of their own, see LikeSessions
EVENTS = 10
READINGS = {"report": ["report"], "report by client": ["report", "--by", "client"], "check": ["check"],
            "fsck": ["fsck"], "page": ["report", "--format", "html", "--output", "page.html"]}


class Side:
    """A host, with a ledger or without."""

    def __init__(self, name, ledger):
        self.name = name
        self.host = server.Host(CONFIG.format(ledger=ledger))
        self.host.connect().close()
        self.path = os.path.join(self.host.directory, "qmp.sock")
        self.times = []
        self.used = []

    def poll(self):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(self.path)
            client.recv(4096)
            client.sendall(b'{"execute":"qmp_capabilities"}')
            client.recv(4096)
            client.sendall(b'{"execute":"query-status"}')
            client.recv(4096)

    def processor_seconds(self):
        """Of the loop's thread, which all clients share."""
        process = self.host.process.pid
        with open(f"/proc/{process}/task/{process}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1e9

    def round(self, seconds):
        """Microseconds of a poll: the time for the client, and the loop's processor time."""
        count, start, used = 0, time.monotonic(), self.processor_seconds()
        while time.monotonic() < start + seconds:
            self.poll()
            count += 1
        self.times.append(1e6 * (time.monotonic() - start) / count)
        self.used.append(1e6 * (self.processor_seconds() - used) / count)


def polls(build, seconds=1):
    server.SIGNALBOXD = str(build / "bin" / "signalboxd")
    sides = [Side("without", ""), Side("with", "ledger { path ledger.db }")]
    try:
        for side in sides:
            for _ in range(2 * FULL):
                side.poll()
        for number in range(ROUNDS):
            for side in sides if number % 2 else reversed(sides):
                side.round(seconds)
        for side in sides:
            print(f"{side.name:8} a ledger: {statistics.median(side.times):6.0f} µs a poll, "
                  f"{statistics.median(side.used):6.0f} µs of the loop's processor time")
        ratio = statistics.median(with_ / without for without, with_ in zip(*(side.times for side in sides)))
        print(f"a poll with a ledger takes {ratio:.2f} x as long")
    finally:
        for side in sides:
            side.host.__exit__()


def make(path, clients, sessions):
    """A ledger in which so many clients have polled so often each, with rows for each session."""
    items = "".join(f"INSERT INTO item (kind, name, first_seen) VALUES ('default-connection', 'E{n}', 1);"
                    f"INSERT INTO item (kind, name, first_seen) VALUES ('event', 'E{n}', 1);"
                    for n in range(EVENTS))
    numbers = ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
               f"{clients * sessions}), c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {clients}) ")
    sql_ledger.make(path, f"""{items}
        INSERT INTO emission_account (run, machine, event, emissions, due_default)
          SELECT 1, 1, name, {sessions}, {clients * sessions} FROM item
          WHERE kind = 'default-connection' AND name LIKE 'E%';
        INSERT INTO emission_day SELECT 1, event, ago(1) / 86400, emissions FROM emission_account WHERE id > 1;
        {numbers} INSERT INTO client (id, fingerprint, kind, transport, name, exe, first_seen, last_seen)
          SELECT i, printf('%064x', i), 'program', 'unix', 'program-' || i, '/usr/bin/program-' || i, ago(1), ago(0)
          FROM c;
        INSERT INTO build (id, client, version, first_seen, last_seen) SELECT id, id, '', ago(1), ago(0) FROM client;
        {numbers} INSERT INTO session (id, run, machine, build, opened, negotiated, closed)
          SELECT i, 1, 1, i % {clients} + 1, ago(1), ago(1), ago(1) FROM n;
        INSERT INTO use (machine, build, item, mode, due, delivered, first, last)
          SELECT 1, build.id, item.id, 'default', {sessions}, {sessions}, ago(1), ago(0) FROM build, item
          WHERE kind = 'default-connection' AND name LIKE 'E%';
        INSERT INTO use_day (use, day, due, delivered) SELECT id, ago(1) / 86400, due, delivered FROM use;
        INSERT INTO account (session, use, due, delivered, closed)
          SELECT session.id, use.id, 1, 1, ago(1) FROM session JOIN use ON use.build = session.build;""")


def seconds_of(words, folder):
    start = time.monotonic()
    done = subprocess.run(words, stdout=subprocess.DEVNULL, cwd=folder, check=False)
    if done.returncode not in (0, 10, 11, 12):  # check: in use, unknown, unproven
        sys.exit(f"{' '.join(words)}: exit code {done.returncode}")
    return time.monotonic() - start


def readings(build, rows):
    """`rows`: the title of each and its numbers of clients and sessions."""
    print(f"{'':20}" + "".join(f"{name:>18}" for name in ["file", *READINGS]))
    for title, clients, sessions in rows:
        with tempfile.TemporaryDirectory() as folder:
            make(os.path.join(folder, "l.db"), clients, sessions)
            size = os.path.getsize(os.path.join(folder, "l.db")) / 1e6
            times = [statistics.median(seconds_of([str(build / "bin" / "signalbox"), "ledger", *words,
                                                   "--ledger", "l.db"], folder) for _ in range(3))
                     for words in READINGS.values()]
            print(f"{title:20}{size:>15.1f} MB" + "".join(f"{each:>16.2f} s" for each in times), flush=True)


def sessions(build, *counts):
    readings(build, [(f"{count:,} sessions", 1, count) for count in counts or (2_000, 20_000, 200_000)])


def clients(build, *counts):
    readings(build, [(f"{count:,} clients", count, 1) for count in counts or (500, 4_000)])


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv):
        print(__doc__)
        sys.exit()
    if len(sys.argv) < 3 or sys.argv[2] not in ("polls", "sessions", "clients"):
        sys.exit(__doc__)
    {"polls": polls, "sessions": sessions, "clients": clients}[sys.argv[2]](
        pathlib.Path(sys.argv[1]).resolve(), *map(int, sys.argv[3:]))
