# SPDX-License-Identifier: Apache-2.0
"""Clients that check numbered events and answers: none may be missing, come twice, or be for
another client."""
import json
import select
import time

from storm.part import Part
from storm.visitor import Visitor

AGAIN = 0.1  # seconds before a connect that was refused is tried again


class Follower:
    """A client that negotiates and hands each message to a function of its subclass."""

    def __init__(self, path, figures, capabilities=()):
        self.visitor = Visitor(path, figures)
        self.socket = self.visitor.socket
        self.buffer = b""
        self.replies = 0
        self.say("qmp_capabilities", enable=list(capabilities))

    def say(self, name, **arguments):
        self.visitor.send(json.dumps({"execute": name, "arguments": arguments}).encode())

    def take(self):
        """Reads once. AssertionError: a message or an end of the connection that must not be."""
        data = self.visitor.receive(0.001)
        assert data, f"the host has ended a client of {self.visitor.path}"
        *lines, self.buffer = (self.buffer + data).split(b"\r\n")
        for line in lines:
            message = json.loads(line)
            if "event" in message:
                self.event(message)
            elif "QMP" not in message:
                self.replies += 1
                self.reply(message)

    def poll(self):
        """Called before each wait for messages."""

    def event(self, message):
        pass

    def reply(self, message):
        pass


class Ticks(Follower):
    """A client of tick-event with a condition on the lane. Its connection must survive each
    replacement of the plugin; after a removal it connects again."""

    def __init__(self, figures, lanes):
        super().__init__("counted-management.sock", figures, ["signals"])
        self.lanes = lanes
        self.step = 4 // len(lanes)
        self.last = None
        self.tag = None
        self.retry_at = time.monotonic()

    def poll(self):
        if self.retry_at is not None and time.monotonic() >= self.retry_at:
            self.retry_at = None
            where = {} if self.step == 1 else {"where": {"lane": self.lanes}}
            self.say("signal-connect", signal="tick-event", **where)

    def reply(self, message):
        if self.replies == 1:
            assert message == {"return": {}}, message
        elif "return" in message:
            self.tag, self.last = message["return"], None
        else:
            assert self.tag is None, message
            self.retry_at = time.monotonic() + AGAIN

    def event(self, message):
        assert message["tag"] == self.tag, (message, self.tag)
        if message["event"] == "SIGNAL_DISCONNECTED":
            assert message["data"] == {"reason": "plugin-unloaded"}, message
            self.tag, self.retry_at = None, time.monotonic()
            return
        assert message["event"] == "TICK_EVENT", message
        number = message["data"]["number"]
        assert number % 4 in self.lanes, (message, self.lanes)
        assert self.last in (None, number - self.step), f"{number} comes after {self.last}"
        self.last = number


class Held(Follower):
    """A client of a machine with hold-clients, which stays while the upstream dies and comes back,
    and while plugin qemu of `swapped` is replaced or removed. It checks the numbers of each
    upstream session's events, and that each answer is to its own question."""

    ERRORS = {"held": ["GenericError"], "swapped": ["GenericError", "CommandNotFound"]}

    def __init__(self, figures, machine):
        super().__init__(f"{machine}-management.sock", figures)
        self.machine = machine
        self.last = (0, None)
        self.asked = 0
        self.answered = 0

    def poll(self):
        if self.replies == self.asked + 1:
            self.asked += 1
            self.say("storm-echo", value=f"value {self.asked}")

    def reply(self, message):
        if self.replies == 1:
            assert message == {"return": {}}, message
            return
        if "return" in message:
            assert message["return"] == f"value {self.asked}", (message, self.asked)
            self.answered += 1
        else:
            assert message["error"]["class"] in self.ERRORS[self.machine], message

    def event(self, message):
        if message["event"] != "STORM":
            return
        session, number = message["data"]["session"], message["data"]["number"]
        last_session, last_number = self.last
        follows = number == last_number + 1 if session == last_session else session > last_session
        assert follows, f"{session}, {number} comes after {self.last}"
        self.last = (session, number)


class Followers(Part):
    LANES = [[0, 1, 2, 3], [0, 1, 2, 3], [1], [0, 2]]

    def begin(self):
        self.followers = [Ticks(self.figures, each) for each in self.LANES]
        self.held = dict.fromkeys(Held.ERRORS)
        self.newcomer = None

    def turn(self):
        self.change_newcomer()
        self.meet_held()
        there = [each for each in (*self.followers, self.newcomer, *self.held.values()) if each]
        for each in there:
            each.poll()
        ready = select.select([each.socket for each in there], [], [], 0.02)[0]
        for each in there:
            if each.socket in ready:
                each.take()

    def change_newcomer(self):
        """A further client of tick-event, which leaves while events are sent to it."""
        if self.dice.random() > 0.02:
            return
        if self.newcomer is not None:
            self.newcomer.visitor.leave()
            self.newcomer = None
        else:
            self.newcomer = Ticks(self.figures, self.LANES[0])

    def meet_held(self):
        """A machine refuses clients until its upstream has been there once."""
        for machine, client in self.held.items():
            if client is None:
                try:
                    self.held[machine] = Held(self.figures, machine)
                except OSError:
                    pass

    def end(self):
        """Figures; a storm in which no tick was heard has tested nothing."""
        assert any(each.last for each in self.followers), "nobody has heard a tick"
        self.figures["ticks"] = sum(each.last or 0 for each in self.followers)
        for machine, client in self.held.items():
            self.figures[f"answers of {machine}"] = client.answered if client else 0
