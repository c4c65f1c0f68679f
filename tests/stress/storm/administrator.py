# SPDX-License-Identifier: Apache-2.0
"""A client of the admin listener: it sends commands and waits for some of the answers only."""
import os
import signal

from storm import place, words
from storm.part import Part
from storm.visitor import Visitor

LASTING = ["own", "loud", "bridged", "held"]  # plugin qemu stays: nothing would load it again
MACHINES = [*LASTING, "swapped", *place.FILE_MACHINES, "no-such-machine"]


class Administrator(Part):
    def begin(self):
        self.visitor = None
        self.label = 0

    def turn(self):
        try:
            if self.visitor is None:
                self.visitor = Visitor("admin.sock", self.figures)
                self.visitor.send(words.text({"execute": "qmp_capabilities"}))
            for _ in range(self.dice.choice([1, 1, 5])):
                self.visitor.send(self.order())
            self.figures["orders"] += 1
            if self.dice.random() < 0.05:
                self.go()
            else:
                self.visitor.receive(self.dice.choice([0.0, 0.05, 0.5]))
        except OSError:
            self.go()
            self.wait(0.05)

    def end(self):
        self.go()

    def go(self):
        """Closes the session, which ends its experiments."""
        if self.visitor is not None:
            self.visitor.leave()
        self.visitor = None

    def order(self):
        dice = self.dice
        machine = dice.choice(MACHINES)
        plugins = ["block", "pulse", "doorbell", "echo", "counter", "rogue", "x"]
        if machine not in LASTING:
            plugins.append("qemu")
        plugin = dice.choice(plugins)
        event = dice.choice(words.LEGACY)
        label = f"run-{dice.randrange(4)}"
        return words.command(dice, *dice.choice([
            ("plugin-load", {"file": plugin + ".so", "machine": machine}),
            ("plugin-load", {"file": plugin + ".so", "machine": machine}),
            ("plugin-unload", {"plugin": plugin, "machine": machine}),
            ("mute-event", {"event": event, "machine": machine}),
            ("mute-event", {"event": event, "client": "storm-1", "item": "event"}),
            ("delay-client", {"milliseconds": 50, "machine": machine}),
            ("delay-client", {"milliseconds": 200, "client": "storm-2"}),
            ("end-experiment", {"experiment": dice.randrange(50)}),
            ("query-experiments", {}),
            ("set-stage", {"name": event, "stage": dice.choice(
                ["active", "announced", "warned", "brownout", "hidden", "removed", "x"])}),
            ("plan-brownout", {"name": event, "starts": 0, "ends": dice.choice([1, 4 * 10**9])}),
            ("cancel-brownout", {"brownout": dice.randrange(20)}),
            ("listener-add", {"address": f"unix:added-{label}.sock", "label": label,
                              "machine": machine}),
            ("listener-remove", {"label": label, "machine": machine}),
            ("listener-wait", {"label": label, "machine": machine, "timeout-ms": 100}),
            ("emission-barrier", {"machine": machine, "timeout-ms": 100}),
            ("emission-barrier", {"machine": machine, "timeout-ms": 50, "number": 10**9}),
            ("inject-event", {"event": dice.choice([*words.LEGACY, "DOORBELL_EVENT", "TICK_EVENT"]),
                              "machine": machine, "data": {"presses": 1, "offset": 2}}),
            ("query-clients", {}),
            ("query-stages", {}),
            ("query-brownouts", {}),
        ]))


class Operator(Part):
    """An operator that rotates the files of the log and the audit: SIGHUP, also without a need."""

    def __init__(self, *arguments, pid):
        super().__init__(*arguments)
        self.host_pid = pid

    def turn(self):
        self.wait(self.dice.choice([0.5, 1, 2]))
        if self.dice.random() < 0.3:
            self.rotate()
        os.kill(self.host_pid, signal.SIGHUP)
        self.figures["SIGHUPs"] += 1

    def rotate(self):
        """The log is kept under a name with a number, and the audit file is removed."""
        if os.path.exists("host.log"):
            os.rename("host.log", f"host.log.{self.figures['SIGHUPs']}")
        if os.path.exists("audit.jsonl"):
            os.unlink("audit.jsonl")
