#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real QEMU asked directly and through Signalbox, in turns in one run, for docs/bridge.md.

usage: bench/bridge.py [--json] [--quick] [SIGNALBOXD]     default: build/release/bin/signalboxd

One QEMU has three monitors: two to ask it directly, and Signalbox's. The time of a command is
the client's, from its write to the end of its reply; the client is the same on both sides.
"""
import argparse
import contextlib
import json
import os
import socket
import statistics
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "tests", each) for each in ("stress", "bridge")]
import qemu  # noqa: E402
import server  # noqa: E402
from qemu import Qemu, monitor  # noqa: E402
from server import Client, Host  # noqa: E402
from upstream import RECORDED, Upstream  # noqa: E402

QUERY = b'{"execute":"query-status"}'
TOGGLE = b'{"execute":"stop"}{"execute":"cont"}'  # two events
CONFIG = "machine m { listen unix:qmp.sock\n plugin qemu { monitor unix:up.sock } }\n"


def direct(host, name):
    """A client of QEMU's own monitor."""
    path = os.path.join(host.directory, name)
    client = Client(socket.socket(socket.AF_UNIX))
    server.wait_until(lambda: client.socket.connect_ex(path) == 0, "QEMU has no monitor " + name)
    host.clients.append(client)
    return client.negotiate()


def round_trips(client, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        client.socket.sendall(QUERY)
        while not client.socket.recv(1 << 16).endswith(b"\n"):
            pass
        times.append(time.perf_counter() - start)
    return times


def in_turns(clients, count, rounds):
    """The times of each client, taken in turns so that both see the same machine."""
    times = {name: [] for name in clients}
    for turn in range(rounds + 1):
        for name, client in clients.items():
            seen = round_trips(client, count)
            if turn > 0:  # the first warms up
                times[name] += seen
    return {name: {"median_us": 1e6 * statistics.median(seen),
                   "p99_us": 1e6 * statistics.quantiles(seen, n=100)[98]}
            for name, seen in times.items()}


@contextlib.contextmanager
def pipelining(client):
    """The client has 32 commands under way as long as the block lasts."""
    stop = threading.Event()

    def work():
        client.socket.sendall(QUERY * 32)
        under_way = 32
        while under_way > 0:
            lines = client.socket.recv(1 << 16).count(b"\n")
            under_way -= lines
            if not stop.is_set():
                client.socket.sendall(QUERY * lines)
                under_way += lines

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def beside_a_pipeline(clients, others, count, rounds):
    """As in_turns(), while another client of the same kind pipelines."""
    times = {name: [] for name in clients}
    for _ in range(rounds):
        for name, client in clients.items():
            with pipelining(others[name]):
                times[name] += round_trips(client, count)
    return {name: {"median_us": 1e6 * statistics.median(seen),
                   "p99_us": 1e6 * statistics.quantiles(seen, n=100)[98]}
            for name, seen in times.items()}


def until(client, event, count):
    """When so many of the event have come."""
    wanted = b'"event": "' + event + b'"'
    rest = b""
    while count > 0:
        data = rest + client.socket.recv(1 << 20)
        count -= data.count(wanted)
        rest = data[-len(wanted) + 1:] if not data.endswith(b"\n") else b""
    return time.perf_counter()


def events_of_qemu(emitter, clients, pairs):
    """QEMU emits as fast as it can; how long until each client has had all of it."""
    ends = {}

    def hear(name, client):
        ends[name] = until(client, b"RESUME", pairs)

    threads = [threading.Thread(target=hear, args=item) for item in clients.items()]
    for each in threads:
        each.start()
    start = time.perf_counter()
    asked = threading.Thread(target=emitter.socket.sendall, args=(TOGGLE * pairs,))
    asked.start()
    until(emitter, b"RESUME", pairs)
    for each in [asked, *threads]:
        each.join()
    return {name: 2 * pairs / (end - start) for name, end in ends.items()}


def events_of_a_recording(count):
    """Events a second that Signalbox forwards from a server that has them ready to be read."""
    config = CONFIG.replace("up.sock", "up.sock  event-limit 0")
    with Host(config) as host, Upstream(os.path.join(host.directory, "up.sock")) as upstream:
        monitor_end = upstream.serve()
        client = host.connect().negotiate()
        data = {"device": "disk0", "node-name": "#block022", "reason": "Input/output error",
                "operation": "write", "action": "report"}
        line = json.dumps({"timestamp": {"seconds": 1, "microseconds": 2},
                           "event": "BLOCK_IO_ERROR", "data": data}).encode() + b"\r\n"
        assert any(each.get("name") == "BLOCK_IO_ERROR" for each in RECORDED["schema"])
        monitor_end.socket.settimeout(60)
        text = line * 1000
        start = time.perf_counter()
        sender = threading.Thread(
            target=lambda: [monitor_end.socket.sendall(text) for _ in range(count // 1000)])
        sender.start()
        end = until(client, b"BLOCK_IO_ERROR", count)
        sender.join()
        return count / (end - start)


def measure(quick=False):
    """All figures, with what was measured directly in the same run."""
    count, rounds = (200, 3) if quick else (500, 9)
    with Host(CONFIG) as host:
        monitors = [*monitor("up.sock"), *monitor("first.sock"), *monitor("second.sock")]
        with Qemu(host.directory, monitors):
            clients = {"direct": direct(host, "first.sock"), "signalbox": host.connect().negotiate()}
            others = {"direct": direct(host, "second.sock"), "signalbox": host.connect().negotiate()}
            alone = in_turns(clients, count, rounds)
            beside = beside_a_pipeline(clients, others, count // 2, rounds)
            others["direct"].socket.settimeout(60)
            events = events_of_qemu(others["direct"], clients, 500 if quick else 3000)
    return {
        "round_trip": alone,
        "round_trip_ratio": alone["signalbox"]["median_us"] / alone["direct"]["median_us"],
        "beside_a_pipeline": beside,
        "beside_a_pipeline_p99_ratio":
            beside["signalbox"]["p99_us"] / beside["direct"]["p99_us"],
        "events_a_second_of_qemu": events,
        "events_a_second_of_a_recording": events_of_a_recording(50_000 if quick else 500_000),
    }


def show(figures):
    def row(what, *columns):
        print(f"{what:<52}" + "".join(f"{each:>14}" for each in columns))

    row("", "direct", "signalbox", "ratio")
    for title, key in (("query-status", "round_trip"),
                       ("the same, another client pipelines 32", "beside_a_pipeline")):
        for figure, name in (("median_us", "median"), ("p99_us", "p99")):
            own, base = (figures[key][each][figure] for each in ("signalbox", "direct"))
            row(f"{title}, {name}, us", f"{base:.0f}", f"{own:.0f}", f"{own / base:.2f}")
    own, base = (figures["events_a_second_of_qemu"][each] for each in ("signalbox", "direct"))
    row("events of a QEMU that stops and goes, a second", f"{base:.0f}", f"{own:.0f}",
        f"{own / base:.2f}")
    row("events of a server that has them ready, a second", "",
        f"{figures['events_a_second_of_a_recording']:.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="figures for programs")
    parser.add_argument("--quick", action="store_true", help="less work and fewer rounds")
    parser.add_argument("signalboxd", nargs="?",
                        default=os.path.join(ROOT, "build/release/bin/signalboxd"))
    asked = parser.parse_args()
    if qemu.is_missing():
        sys.exit(qemu.is_missing())
    server.SIGNALBOXD = os.path.abspath(asked.signalboxd)
    figures = measure(asked.quick)
    print(json.dumps(figures, indent=2)) if asked.json else show(figures)


if __name__ == "__main__":
    main()
