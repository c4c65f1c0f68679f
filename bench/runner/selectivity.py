# SPDX-License-Identifier: Apache-2.0
"""What connections cost that an event does not reach."""
import contextlib

from fan_out import BROKERS
from load import Receiver
from noise import Figure, Watch
from peers import Signalbox, present
from programs import Directory
from table import show, times


class Where(Signalbox):
    """The same connections by a condition on the data instead of by the accessor's argument."""

    def hello(self, channel):
        return super().hello(f"where {channel}")


def measure(make, others, count, repeats):
    """us of CPU of the server an event that one client hears, beside `others` that do not."""
    with Directory() as directory, contextlib.ExitStack() as stack:
        peer = make(directory)
        stack.callback(peer.close)
        near = stack.enter_context(Receiver(peer, 1, "near"))
        if others:
            stack.enter_context(Receiver(peer, others, "far@"))
        figures = []
        for _ in range(repeats + 1):  # the first one warms up
            cpu = peer.cpu_ns()
            with Watch(near, *peer.programs()):
                peer.emit(count, 0, 200, "near")
                near.ask(f"take {count}")
                peer.finish()
            figures.append((peer.cpu_ns() - cpu) / count / 1000)
        return Figure(figures[1:])


def run(quick):
    others = (0, 1, 1000, 10000)
    makers = [("signalboxd, by argument", Signalbox), ("signalboxd, by where", Where)]
    makers += [(each.name, each) for each in present(BROKERS)]
    rows = []
    for name, make in makers:
        figures = [measure(make, number, 20_000 if quick else 100_000, 3 if quick else 5)
                   for number in others]
        rows.append([name, *figures, times(figures[-1], figures[0])])
    show("Clients that an event does not reach: us CPU an event for the one that it does reach",
         ["server", *[f"{number:,} others" for number in others], "10,000 beside 0"], rows)
