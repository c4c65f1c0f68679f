# SPDX-License-Identifier: Apache-2.0
"""An event to N clients, each with a tag of its own: in a flood, and at 1,000 events a second."""
from load import Caller, Receiver
from noise import Figure, Watch
from peers import QMP, Limit, Nats, Qemu, Redis, Signalbox, present
from programs import Directory
from table import show, times

BROKERS = (Redis, Nats)


class Run:
    """What one peer was seen to do, again and again."""

    def __init__(self, peer, receiver):
        self.peer = peer
        self.receiver = receiver
        self.server_ns, self.receiver_ns, self.rates, self.p50, self.p99 = [], [], [], [], []

    def measure(self, count, rate, size):
        cpu = self.peer.cpu_ns()
        with Watch(self.receiver, *self.peer.programs()):
            self.peer.emit(count, rate, size)
            got = self.receiver.ask(f"take {count}")
            self.peer.finish()
        deliveries = count * self.receiver.clients
        self.server_ns.append((self.peer.cpu_ns() - cpu) / deliveries)
        self.receiver_ns.append(got["cpu_ns"] / deliveries)
        self.rates.append(deliveries / max(got["seconds"], 1e-6))
        self.p50.append(got["p50_us"])
        self.p99.append(got["p99_us"])


def side_by_side(clients, count, rate, size, repeats, latency=False):
    """{name: Run} of all peers, in turn, so that noise meets all of them."""
    with Directory() as directory:
        peers = [Limit(directory), Signalbox(directory)]
        peers += [each(directory) for each in present(BROKERS)]
        runs = [Run(each, Receiver(each, clients, latency=latency)) for each in peers]
        for round_number in range(repeats + 1):  # the first one warms up
            for run in runs:
                run.measure(count, rate, size)
                if round_number == 0:
                    for each in (run.server_ns, run.receiver_ns, run.rates, run.p50, run.p99):
                        each.clear()
        for run in runs:
            run.receiver.close()
            run.peer.close()
        return {run.peer.name: run for run in runs}


def of_qemu(clients, commands, repeats):
    """ns of CPU a delivery: each pair of commands makes two events for each monitor."""
    if not present([Qemu]):
        return None
    with Directory() as directory:
        peer = Qemu(directory, clients + 1)
        receivers = []
        for path in peer.paths[1:]:
            peer.address = f"unix:{path}"
            receivers.append(Receiver(peer, 1, hello=(QMP, 2)))
        peer.address = f"unix:{peer.paths[0]}"
        caller = Caller(peer, '{"execute":"stop"}{"execute":"cont"}', 4)
        figures = []
        for _ in range(repeats):
            cpu = peer.cpu_ns()
            with Watch(peer.server, caller, *receivers):
                caller.call(commands // 2)
                for each in receivers:
                    each.ask(f"take {commands // 2 * 2}")
            figures.append((peer.cpu_ns() - cpu) / (commands // 2 * 2 * clients))
        for each in [caller, *receivers]:
            each.close()
        peer.close()
        return figures


def flood(size, all_clients, deliveries, repeats):
    heads = ["clients", "server", "us CPU a delivery", "beside limit", "beside signalboxd",
             "deliveries/s", "receiver us"]
    rows = []
    notes = set()
    for clients in all_clients:
        count = max(256, min(200000, deliveries // clients) // 256 * 256)
        runs = side_by_side(clients, count, 0, size, repeats)
        costs = {name: Figure([ns / 1000 for ns in run.server_ns]) for name, run in runs.items()}
        for name, run in runs.items():
            receiver = Figure([ns / 1000 for ns in run.receiver_ns])
            rows.append([clients, name, costs[name], times(costs[name], costs["limit"]),
                         times(costs[name], costs["signalboxd"]), Figure(run.rates), receiver])
            if receiver.median > costs[name].median:
                notes.add("Where the receiver cost more than the server, deliveries/s is the "
                          "receiver's limit; CPU a delivery is the server's own all the same.")
    show(f"Fan-out of a flood, {size} bytes an event", heads, rows, sorted(notes))


def paced(size, all_clients, seconds, repeats):
    heads = ["clients", "server", "us CPU a delivery", "beside limit", "p50 us", "beside limit",
             "p99 us", "beside limit"]
    rows = []
    for clients in all_clients:
        runs = side_by_side(clients, int(1000 * seconds), 1000, size, repeats, latency=True)
        limit = runs["limit"]
        base = [Figure(limit.server_ns), Figure(limit.p50), Figure(limit.p99)]
        for name, run in runs.items():
            own = [Figure(run.server_ns), Figure(run.p50), Figure(run.p99)]
            row = [clients, name, Figure([ns / 1000 for ns in run.server_ns])]
            row += [times(own[0], base[0]), own[1], times(own[1], base[1]), own[2],
                    times(own[2], base[2])]
            rows.append(row)
    show(f"1,000 events a second, {size} bytes an event", heads, rows,
         ["The limit makes one writev for each delivery here; nothing can be batched."])


def qemu(all_clients, commands, repeats):
    if not present([Qemu]):
        return
    rows = []
    for clients in all_clients:
        figure = Figure([ns / 1000 for ns in of_qemu(clients, commands, repeats)])
        rows.append([clients, figure])
    show("QEMU's own fan-out, STOP and RESUME, 80 bytes an event",
         ["monitors", "us CPU a delivery, the command included"], rows)


def run(quick):
    repeats = 3 if quick else 5
    deliveries = 400_000 if quick else 2_000_000
    for size in (200, 1024):
        flood(size, (1, 10, 100, 1000), deliveries, repeats)
    paced(200, (1, 100), 1 if quick else 2, repeats)
    qemu((1, 10, 100), 200 if quick else 1000, repeats)
