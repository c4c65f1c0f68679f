# SPDX-License-Identifier: Apache-2.0
"""Clients of a server: many that receive, one that calls."""
from programs import Program, built


class Receiver(Program):
    """`clients` connections that count what comes. `channel`: what they subscribe to; '@' in it is
    the client's number."""

    def __init__(self, peer, clients, channel="", latency=False, hello=None):
        text, lines = hello or peer.hello(channel)
        super().__init__(built("bench_receiver"), peer.address, clients, text, lines,
                         peer.lines_per_event, *(["latency"] if latency else []))
        self.setup = self.answer()["seconds"]
        self.clients = clients


class Caller(Program):
    """One client that asks. `lines`: of each answer, or how often it has the byte `mark`."""

    def __init__(self, peer, command, lines, hello=None, mark="\n"):
        text, hello_lines = hello or peer.greeting()
        super().__init__(built("bench_caller"), peer.address, escaped(text), hello_lines,
                         escaped(command), lines, mark)
        self.answer()

    def call(self, count, depth=1, rate=0, repeat=1, last=""):
        return self.ask(f"call {count} {depth} {rate} {repeat} {escaped(last)}")


def escaped(text):
    return text.replace("\r", "\\r").replace("\n", "\\n")
