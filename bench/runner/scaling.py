# SPDX-License-Identifier: Apache-2.0
"""From 10 clients to 10,000: the cost of a delivery, and memory while all of them are busy."""
import contextlib

from load import Receiver
from noise import Figure, Watch
from peers import Limit, Signalbox
from programs import Directory
from table import show, times


def of(make, clients, deliveries, repeats):
    """us of CPU a delivery, and KiB a client after the flood."""
    with Directory() as directory, contextlib.ExitStack() as stack:
        peer = make(directory)
        stack.callback(peer.close)
        before = peer.server.memory()
        receiver = stack.enter_context(Receiver(peer, clients))
        count = max(deliveries // clients, 256)
        figures = []
        for _ in range(repeats + 1):  # the first one warms up
            cpu = peer.cpu_ns()
            with Watch(receiver, peer.server):
                peer.emit(count, 0, 200)
                receiver.ask(f"take {count}")
                peer.finish()
            figures.append((peer.cpu_ns() - cpu) / count / clients / 1000)
        return Figure(figures[1:]), (peer.server.memory() - before) / clients / 1024


def run(quick):
    repeats, deliveries = (3, 500_000) if quick else (5, 2_000_000)
    rows = []
    first = None
    for clients in (10, 100, 1000, 10000):
        limit, _ = of(Limit, clients, deliveries, repeats)
        own, kib = of(Signalbox, clients, deliveries, repeats)
        first = first or own
        rows.append([f"{clients:,}", own, times(own, first), limit, times(own, limit),
                     f"{kib:.1f}"])
    show("A flood of 200-byte events to ever more clients",
         ["clients", "us CPU a delivery", "beside 10 clients", "limit us", "beside limit",
          "KiB a client, busy"], rows)
