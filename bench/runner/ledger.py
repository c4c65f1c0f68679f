# SPDX-License-Identifier: Apache-2.0
"""What it costs that somebody counts: all clients legacy, with the ledger and without."""
import contextlib

from load import Receiver
from noise import Figure, Watch
from peers import Signalbox
from programs import Directory
from table import show, times


def run(quick):
    repeats = 5 if quick else 41  # a few percent are to be seen among rounds that differ by more
    with contextlib.ExitStack() as stack:
        hosts = []
        for name, top in (("ledger off", ""), ("ledger on", "ledger { path ledger.db }")):
            directory = stack.enter_context(Directory())
            hosts.append(Signalbox(directory, name=name, top=top))
            stack.callback(hosts[-1].close)
        for clients, count, rate in ((100, 20_000, 0), (100, 1000, 1000)):
            count = count // 2 if quick else count
            with contextlib.ExitStack() as inner:
                pairs = [(host, inner.enter_context(Receiver(host, clients, "legacy")))
                         for host in hosts]
                figures = measure(pairs, count, rate, repeats)
            off = figures["ledger off"]
            show(f"{clients} legacy clients, " + (f"{rate} events a second" if rate else "a flood"),
                 ["", "us CPU a delivery", "beside off"],
                 [[name, own, times(own, off)] for name, own in figures.items()])


def measure(pairs, count, rate, repeats):
    seen = {host.name: [] for host, _ in pairs}
    for round_number in range(repeats + 1):  # the first one warms up
        for host, receiver in pairs if round_number % 2 else reversed(pairs):
            cpu = host.cpu_ns()
            with Watch(receiver, host.server):
                host.emit(count, rate, 200, legacy=True)
                receiver.ask(f"take {count}")
            if round_number > 0:
                used = (host.cpu_ns() - cpu) / count / receiver.clients / 1000
                seen[host.name].append(used)
    return {name: Figure(each) for name, each in seen.items()}
