# SPDX-License-Identifier: Apache-2.0
"""Whether the machine was quiet enough to judge."""
import os
import statistics
import time

# Of one core: what others may use of the machine while something is measured.
MOST_OTHER = 0.10
# (largest - smallest) / median of repeats, above which a figure is not judged.
MOST_SPREAD = 0.30
TICKS = os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """Of all processors together, with what the hypervisor took for others."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, steal, *_ = map(int, file.readline().split()[1:])
    return (user + nice + system + irq + softirq + steal) / TICKS


class Watch:
    """The load of others during a `with` block that `programs` and this one work in."""

    worst = 0.0  # of all blocks of this run, in cores

    def __init__(self, *programs):
        self.programs = programs

    def own(self):
        ended = os.times()
        return (time.process_time() + ended.children_user + ended.children_system
                + sum(each.cpu_ns() for each in self.programs) / 1e9)

    def __enter__(self):
        self.start = time.monotonic(), busy_seconds(), self.own()
        return self

    def __exit__(self, *_):
        start, busy, own = self.start
        seconds = time.monotonic() - start
        # The counters of /proc/stat are coarse; a block of less than half a second says nothing.
        other = (busy_seconds() - busy - (self.own() - own)) / max(seconds, 0.5)
        Watch.worst = max(Watch.worst, other)


class Figure:
    """What was measured several times."""

    all = []

    def __init__(self, values):
        self.values = sorted(values)
        self.median = statistics.median(self.values)
        spread = self.values[-1] - self.values[0]
        self.spread = spread / self.median if self.median > 0 else 0.0
        Figure.all.append(self)

    def __str__(self):
        digits = 3 if self.median < 1 else 2 if self.median < 10 else 1 if self.median < 1000 else 0
        mark = "!" if self.spread > MOST_SPREAD else ""
        return f"{self.median:,.{digits}f}{mark} ±{50 * self.spread:.0f}%"


def verdict():
    """A sentence, or two."""
    wide = sum(each.spread > MOST_SPREAD for each in Figure.all)
    text = (f"Others used at most {Watch.worst:.2f} of a core while something was measured; "
            f"{wide} of {len(Figure.all)} figures spread by more than {100 * MOST_SPREAD:.0f} % "
            "and are marked '!'.")
    if Watch.worst > MOST_OTHER or wide * 10 > len(Figure.all):
        return text + " THE MACHINE WAS TOO NOISY TO JUDGE."
    return text + " The machine was quiet enough to judge."
