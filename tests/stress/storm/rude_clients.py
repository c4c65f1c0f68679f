# SPDX-License-Identifier: Apache-2.0
"""Clients that keep to no rule: they do not read, send noise, and leave in mid-command."""
import os

from storm import place, words
from storm.part import Part
from storm.visitor import Visitor

MOST = 24  # clients of one process at a time


class RudeClients(Part):
    """A crowd of visitors, of which one acts in each turn, but for the acts named in `without`."""

    def __init__(self, *arguments, without=()):
        super().__init__(*arguments)
        self.without = without

    def begin(self):
        self.crowd = []
        self.null = os.open("/dev/null", os.O_RDWR)
        self.acts = [(getattr(self, name), weight) for name, weight in {
            "connect_to_signals": 8, "pipeline": 5, "read": 6, "ask": 8, "noise": 2,
            "unfinished_message": 3, "unfinished_command": 5, "out_of_band": 3, "half_close": 2,
            "descriptors": 3, "huge_message": 1, "web": 1, "again_negotiation": 2, "quit": 1,
            "leave": 5}.items() if name not in self.without]

    def turn(self):
        act = self.dice.choices(*zip(*self.acts))[0]
        visitor = None
        try:
            if len(self.crowd) < MOST and (not self.crowd or self.dice.random() < 0.4):
                visitor = self.arrive()
            else:
                visitor = self.dice.choice(self.crowd)
            act(visitor)
        except OSError:
            self.forget(visitor)
            if visitor is None:
                self.wait(0.005)  # the socket refused it

    def end(self):
        for each in self.crowd:
            each.leave(self.dice.random() < 0.3)

    def arrive(self):
        """A new visitor. It does not wait for the greeting, and does not always negotiate."""
        sockets = dict(place.SOCKETS)
        if os.path.exists("up/real"):
            sockets |= {"real.sock": 2, "real-management.sock": 1}
        path = self.dice.choices(list(sockets), sockets.values())[0]
        visitor = Visitor(path, self.figures)
        self.crowd.append(visitor)
        if self.dice.random() < 0.9:
            visitor.send(words.negotiation(self.dice))
        return visitor

    def forget(self, visitor, abruptly=False):
        if visitor in self.crowd:
            self.crowd.remove(visitor)
            visitor.leave(abruptly)

    def connect_to_signals(self, visitor):
        for _ in range(self.dice.choice([1, 1, 3, 20])):
            visitor.send(words.connect(self.dice))

    def pipeline(self, visitor):
        visitor.send(b"".join(words.anything(self.dice)
                              for _ in range(self.dice.choice([5, 30, 200]))))

    def read(self, visitor):
        """A part of the waiting output, or all of it."""
        while visitor.receive() and self.dice.random() < 0.7:
            pass

    def ask(self, visitor):
        visitor.send(words.act(self.dice))
        if not visitor.receive(0.02):
            visitor.receive(0.1)

    def noise(self, visitor):
        visitor.send(self.dice.choice([words.mutated(self.dice), self.dice.choice(words.NOISE)]))

    def unfinished_message(self, visitor):
        """The start of a message; most visitors leave then."""
        data = words.anything(self.dice)
        visitor.send(data[:self.dice.randrange(1, len(data))])
        if self.dice.random() < 0.7:
            self.forget(visitor, self.dice.random() < 0.5)

    def unfinished_command(self, visitor):
        """Commands of which some block; most visitors leave before the answers."""
        visitor.send(words.connect(self.dice, blocking=0.5) + words.disk(self.dice)
                     + words.anything(self.dice))
        if self.dice.random() < 0.7:
            self.forget(visitor, self.dice.random() < 0.5)

    def out_of_band(self, visitor):
        name = self.dice.choice(["query-connections", "migrate-pause", "qmp_capabilities", "stop"])
        visitor.send(words.text({"exec-oob": name, "id": 7}) * self.dice.choice([1, 9, 80]))

    def half_close(self, visitor):
        visitor.send(words.anything(self.dice))
        visitor.half_close()
        self.read(visitor)

    def descriptors(self, visitor):
        """Descriptors with a command, or with a space and no command."""
        data = self.dice.choice([b" ", words.anything(self.dice),
                                 words.command(self.dice, "getfd", {"fdname": "a"}),
                                 words.command(self.dice, "add-fd", {"fdset-id": 1})])
        for _ in range(self.dice.choice([1, 1, 5])):
            visitor.send(data, [self.null] * self.dice.choice([1, 2, 16, 250]))

    def huge_message(self, visitor):
        visitor.send(words.huge(self.dice))
        if self.dice.random() < 0.5:
            self.forget(visitor)

    def web(self, visitor):
        visitor.send(self.dice.choice(words.HTTP))
        visitor.receive(0.05)

    def again_negotiation(self, visitor):
        visitor.send(words.negotiation(self.dice))

    def quit(self, visitor):
        if visitor.path.startswith(place.QUITTABLE):
            visitor.send(words.command(self.dice, "quit"))
            self.figures["quits"] += 1

    def leave(self, visitor):
        self.forget(visitor, self.dice.random() < 0.3)
