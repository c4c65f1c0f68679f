#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Noise from some clients, and one that asks and is answered.

usage: session_fuzzer.py SIGNALBOXD [unittest arguments]
SIGNALBOX_FUZZ_SECONDS makes it run for so long instead of a fixed number of rounds.
"""
import os
import random
import sys
import time
import unittest

import outcome
import server
from server import Host, machine


class SessionFuzzer(unittest.TestCase):
    """Clients that send mutated conversations and noise, beside one that asks and is answered."""

    ROUNDS = 300
    SEEDS = [
        b'{"execute":"qmp_capabilities"}',
        b'{"execute":"qmp_capabilities","arguments":{"enable":["oob","signals"]}}',
        b'{"execute":"query-status","id":%d}',
        b'{"exec-oob":"migrate-pause","id":[1,{"a":null}]}',
        b'{"execute":"stop-event-connect"}{"execute":"stop"}{"execute":"cont"}',
        b'{"execute":"signal-connect","arguments":{"signal":"rtc-change-event","where":{"offset":[1,2]}}}',
        b'{"execute":"disconnect-default-signals","arguments":{"events":["STOP"]}}',
        b'{"execute":"client-info","arguments":{"name":"fuzz","interest":["RESET"]}}',
        b'{"execute":"query-qmp-schema"}{"execute":"query-signals"}{"execute":"query-connections"}',
        b'{"execute":"stop-event-disconnect","arguments":{"tag":"signal-1"}}',
        b"\xff\xfe{[\"\\u12",
    ]

    def mutated(self, dice):
        data = bytearray(b"".join(dice.choices(self.SEEDS, k=dice.randint(1, 4))))
        for _ in range(dice.choice([0, 0, 1, 2, 8])):
            place = dice.randrange(len(data))
            kind = dice.randrange(4)
            if kind == 0:
                data[place] = dice.randrange(256)
            elif kind == 1:
                del data[place:place + dice.randint(1, 8)]
            elif kind == 2:
                data[place:place] = bytes(dice.randrange(256) for _ in range(dice.randint(1, 8)))
            else:
                data[place:place] = data[:dice.randint(1, 40)]
            if not data:
                return b"{"
        return bytes(data)

    def test_noise_of_some_never_reaches_others(self):
        seconds = float(os.environ.get("SIGNALBOX_FUZZ_SECONDS", "0"))
        dice = random.Random(20111)
        end = time.monotonic() + seconds
        with Host(machine()) as host:
            honest = host.connect().negotiate()
            noisy, rounds = [], 0
            while rounds < self.ROUNDS or time.monotonic() < end:
                rounds += 1
                while len(noisy) < 8:
                    noisy.append(host.connect().socket)
                    noisy[-1].setblocking(False)
                for client in noisy:
                    try:
                        client.send(self.mutated(dice))
                    except (BlockingIOError, BrokenPipeError, ConnectionResetError):
                        pass
                    try:
                        client.recv(1 << 16)
                    except (BlockingIOError, ConnectionResetError):
                        pass
                if dice.random() < 0.5:
                    noisy.pop(dice.randrange(len(noisy))).close()
                identity = {"honest": rounds, "nested": [dice.random()]}
                honest.send({"execute": "query-name", "id": identity})
                reply = honest.reply()
                self.assertEqual((reply["id"], reply["return"]), (identity, {}))
            for client in noisy:
                client.close()
            print(f"session fuzzer: {rounds} rounds of 8 clients")


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
