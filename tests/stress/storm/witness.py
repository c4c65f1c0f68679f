# SPDX-License-Identifier: Apache-2.0
"""A well-behaved client of a machine that no other client uses: each question must be answered."""
import time

from server import Client
from storm.part import DEADLINE, Part
from storm.visitor import Visitor

PAUSE = 0.01  # seconds between an answer and the next question


class Witness(Part):
    def begin(self):
        self.client = Client(Visitor("quiet.sock", self.figures).socket)
        self.client.socket.settimeout(DEADLINE)
        self.client.negotiate()
        self.latencies = []

    def turn(self):
        identity = len(self.latencies)
        start = time.monotonic()
        self.client.send({"execute": "query-status", "id": identity})
        reply = self.client.line()
        assert reply and reply["id"] == identity and reply["return"]["running"], reply
        self.latencies.append(time.monotonic() - start)
        self.wait(PAUSE)

    def end(self):
        """The longest wait and the 99th percentile of the waits, in milliseconds."""
        ordered = sorted(self.latencies)
        self.figures["witness answers"] = len(ordered)
        self.figures["witness max ms"] = round(1000 * ordered[-1])
        self.figures["witness p99 ms"] = round(1000 * ordered[len(ordered) * 99 // 100])
