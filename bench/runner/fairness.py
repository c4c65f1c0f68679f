# SPDX-License-Identifier: Apache-2.0
"""What one client's behaviour costs another: somebody who does not read, and a storm of events."""
import contextlib
import socket

from load import Caller, Receiver
from noise import Figure, Watch
from peers import Signalbox
from programs import Directory
from table import show, times

QUERY = '{"execute":"query-version"}'
NO_EVENTS = '{"execute":"qmp_capabilities","arguments":{"enable":["signals"]}}', 2
ENDLESS = 10 ** 12


@contextlib.contextmanager
def silent_client(host):
    """Connects to all events and reads none."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(host.address[5:])
        client.sendall(host.hello("")[0].encode())
        with host.control_client() as control:
            control.call("query-version")  # the host has read what came before
        yield


def beside_a_silent_client(repeats):
    """Ten readers at 2,000 events a second; figures in turn with and without one more who does not
    read."""
    seen = {name: ([], [], []) for name in ("all read", "one reads nothing")}
    with Directory() as directory, contextlib.ExitStack() as stack:
        host = Signalbox(directory)
        stack.callback(host.close)
        receiver = stack.enter_context(Receiver(host, 10, latency=True))
        for _ in range(repeats):
            for name, lists in seen.items():
                other = silent_client(host) if name != "all read" else contextlib.nullcontext()
                with other, Watch(receiver, host.server):
                    cpu = host.cpu_ns()
                    host.emit(2000, 2000, 200)
                    got = receiver.ask("take 2000")
                    lists[0].append((host.cpu_ns() - cpu) / 2000 / 1000)
                lists[1].append(got["p50_us"])
                lists[2].append(got["p99_us"])
    figures = {name: [Figure(each) for each in lists] for name, lists in seen.items()}
    base = figures["all read"]
    show("Ten clients at 2,000 events a second",
         ["", "us CPU an event", "beside", "p50 us", "beside", "p99 us", "beside"],
         [[name, own[0], times(own[0], base[0]), own[1], times(own[1], base[1]), own[2],
           times(own[2], base[2])] for name, own in figures.items()])


def commands_in_a_storm(all_clients, count, repeats):
    rows = []
    for clients in (0, *all_clients):
        p50, p99, most = [], [], []
        with Directory() as directory, contextlib.ExitStack() as stack:
            host = Signalbox(directory)
            stack.callback(host.close)
            if clients:
                receiver = stack.enter_context(Receiver(host, clients))
                receiver.order(f"take {ENDLESS}")
            caller = stack.enter_context(Caller(host, QUERY, 1, hello=NO_EVENTS))
            if clients:
                host.emit(0, 0, 200)
            for _ in range(repeats):
                with Watch(caller, host.server, *([receiver] if clients else [])):
                    got = caller.call(count)
                for values, key in ((p50, "p50_us"), (p99, "p99_us"), (most, "max_us")):
                    values.append(got[key])
        rows.append([f"{clients:,}" if clients else "none", Figure(p50), Figure(p99), Figure(most)])
    show("A command's time while events are fanned out as fast as clients read",
         ["clients that receive", "p50 us", "p99 us", "longest us"], rows)


def run(quick):
    beside_a_silent_client(3 if quick else 7)
    commands_in_a_storm((10, 100, 1000), 500 if quick else 2000, 3 if quick else 5)
