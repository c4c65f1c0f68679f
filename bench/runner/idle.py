# SPDX-License-Identifier: Apache-2.0
"""Clients that do nothing: what they take, and how fast they come."""
from load import Receiver
from noise import Figure
from peers import Limit, Nats, Redis, Signalbox, present
from programs import Directory
from table import show, times


class Legacy(Signalbox):
    """A QMP client that knows nothing of us, beside the one that subscribes to one signal."""

    def hello(self, channel):
        return super().hello("legacy")


def come_and_stay(make, clients, repeats):
    """KiB a client, us of CPU and clients a second of setting up."""
    kib, cpu_us, rates = [], [], []
    for _ in range(repeats):
        with Directory() as directory:
            peer = make(directory)
            with Receiver(peer, 1):
                memory, cpu = peer.server.memory(), peer.cpu_ns()
                with Receiver(peer, clients) as receiver:
                    kib.append((peer.server.memory() - memory) / clients / 1024)
                    cpu_us.append((peer.cpu_ns() - cpu) / clients / 1000)
                    rates.append(clients / receiver.setup)
            peer.close()
    return Figure(kib), Figure(cpu_us), Figure(rates)


def run(quick):
    makers = [("limit", Limit), ("signalboxd, one signal", Signalbox),
              ("signalboxd, legacy client", Legacy)]
    makers += [(each.name, each) for each in present((Redis, Nats))]
    for clients in (1000,) if quick else (100, 1000, 10000):
        figures = {name: come_and_stay(make, clients, 3) for name, make in makers}
        rows = [[name, kib, cpu, times(cpu, figures["limit"][1]), rate]
                for name, (kib, cpu, rate) in figures.items()]
        show(f"{clients:,} clients connect, subscribe and stay idle",
             ["server", "KiB a client", "us CPU to set one up", "beside limit", "clients/s"], rows,
             ["Memory is what is resident in the process; the kernel's is the same for all."])
