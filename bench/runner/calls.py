# SPDX-License-Identifier: Apache-2.0
"""Commands there and back: one at a time, and 32 under way."""
from load import Caller
from noise import Figure, Watch
from peers import QMP, Limit, Qemu, Redis, Signalbox, present
from programs import Directory
from table import show, times

QUERY = '{"execute":"query-version"}\r\n'


def measure(callers, count, depth, repeats):
    """{name: (us CPU of the server a command, p50 us, p99 us, commands a second)}, as lists."""
    seen = {name: ([], [], [], []) for name in callers}
    for round_number in range(repeats + 1):  # the first one warms up
        for name, (peer, caller, share) in callers.items():
            calls = max(int(count * share), 100)
            cpu = peer.cpu_ns()
            with Watch(caller, *peer.programs()):
                got = caller.call(calls, depth)
            if round_number == 0:
                continue
            costs, p50, p99, rates = seen[name]
            costs.append((peer.cpu_ns() - cpu) / calls / 1000)
            p50.append(got["p50_us"])
            p99.append(got["p99_us"])
            rates.append(calls / got["seconds"])
    return seen


def run(quick):
    repeats = 3 if quick else 7
    with Directory() as directory:
        limit, host = Limit(directory), Signalbox(directory)
        callers = {
            "echo": (limit, Caller(limit, QUERY, 1), 1),
            "signalboxd": (host, Caller(host, QUERY, 1), 1)}
        for redis in [each(directory) for each in present([Redis])]:
            callers["redis"] = redis, Caller(redis, "ECHO " + "x" * 20 + "\r\n", 2), 1
        for qemu in [each(directory) for each in present([Qemu])]:
            callers["qemu"] = qemu, Caller(qemu, QUERY, 1, hello=(QMP, 2)), 0.02
        for depth, count in ((1, 20_000), (32, 200_000)):
            count = count // 4 if quick else count
            seen = measure(callers, count, depth, repeats)
            figures = {name: [Figure(each) for each in lists] for name, lists in seen.items()}
            rows = [[name, own[0], times(own[0], figures["echo"][0]), own[1],
                     times(own[1], figures["echo"][1]), own[2], own[3]]
                    for name, own in figures.items()]
            show("A command there and back" if depth == 1 else f"{depth} commands under way",
                 ["server", "us CPU a command", "beside echo", "p50 us", "beside echo", "p99 us",
                  "commands/s"], rows)
        for peer, caller, _ in callers.values():
            caller.close()
            peer.close()
