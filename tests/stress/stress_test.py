#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What hostile, slow and many clients do to a host: it goes on, and says what it did.

usage: stress_test.py SIGNALBOXD [unittest arguments]
Prints the figures that docs/robustness.md quotes. SIGNALBOX_FUZZ_SECONDS makes the session fuzzer
run for so long instead of a fixed number of rounds.
"""
import json
import os
import random
import resource
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

SIGNALBOXD = None
DEADLINE = 60  # seconds that any wait may take; right code needs a fraction
MIB = 1 << 20


class Host:
    """A signalboxd in a private directory."""

    def __init__(self, config, files=None, directories=()):
        self.directory = tempfile.mkdtemp(prefix="signalbox-stress-")
        for name in directories:
            os.mkdir(os.path.join(self.directory, name), 0o755)
        path = os.path.join(self.directory, "signalbox.info")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config)
        self.log_path = os.path.join(self.directory, "log")
        self.clients = []
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([SIGNALBOXD, "--config", path], stderr=log,
                                            cwd=self.directory, preexec_fn=limit)

    def __enter__(self):
        return self

    def __exit__(self, *_):  # also a test's last cleanup
        for client in self.clients:
            client.close()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(DEADLINE)
        log = self.log()
        shutil.rmtree(self.directory)
        assert status == 0, f"the host ended with {status}:\n{log}"

    def log(self):
        with open(self.log_path, encoding="utf-8") as file:
            return file.read()

    def await_log(self, text):
        wait_until(lambda: text in self.log(), f"the log does not say '{text}': {self.log()}")

    def connect(self, name="qmp.sock"):
        path = os.path.join(self.directory, name)
        end = time.monotonic() + DEADLINE
        while True:
            client = socket.socket(socket.AF_UNIX)
            try:
                client.connect(path)
                self.clients.append(Client(client))
                return self.clients[-1]
            except (FileNotFoundError, ConnectionRefusedError):
                client.close()
                if time.monotonic() > end or self.process.poll() is not None:
                    raise AssertionError("no host: " + self.log()) from None

    def status(self, key):
        """A figure of /proc/PID/status in bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(key))


def wait_until(condition, message):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(message)


class Client:
    def __init__(self, connected):
        self.socket = connected
        self.socket.settimeout(DEADLINE)
        self.buffer = b""

    def line(self):
        """The next message, or None at the end of the connection."""
        while b"\r\n" not in self.buffer:
            try:
                data = self.socket.recv(1 << 16)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self.buffer += data
        text, self.buffer = self.buffer.split(b"\r\n", 1)
        return json.loads(text)

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else json.dumps(data).encode())

    def call(self, command, **arguments):
        self.send({"execute": command, "arguments": arguments})
        return self.reply()

    def reply(self):
        while True:
            message = self.line()
            if message is None or "event" not in message:
                return message

    def negotiate(self):
        assert "QMP" in self.line()
        assert self.call("qmp_capabilities") == {"return": {}}
        return self

    def close(self):
        self.socket.close()


def toggle(driver, times):
    """Makes two events, about 140 bytes, so many times."""
    driver.send(b'{"execute":"stop"}{"execute":"cont"}' * times)
    for _ in range(2 * times):
        assert driver.reply() == {"return": {}}


def machine(listen="", more=""):
    return f"machine m {{ listen unix:qmp.sock {listen}\n plugin legacy\n {more} }}\n"


class SlowReaders(unittest.TestCase):
    def test_one_above_its_limit_is_disconnected_and_others_hear_all(self):
        with Host(machine(more="client-backlog 64K")) as host:
            slow = host.connect().negotiate()
            slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            driver = host.connect().negotiate()

            for _ in range(20):
                toggle(driver, 500)

            host.await_log("a client does not read")
            heard = 0
            while slow.line() is not None:
                heard += 1
            self.assertLess(heard, 20000)
            self.assertIn("return", driver.call("query-status"))

    def test_one_of_a_management_listener_is_kept_and_loses_nothing(self):
        with Host(machine(listen="{ management true }", more="client-backlog 64K")) as host:
            slow = host.connect().negotiate()
            driver = host.connect().negotiate()

            toggle(driver, 3000)

            for _ in range(3000):
                self.assertEqual(slow.line()["event"], "STOP")
                self.assertEqual(slow.line()["event"], "RESUME")

    def test_all_together_above_the_limit_cost_the_slowest(self):
        with Host("total-backlog 256K\n" + machine()) as host:
            slow = host.connect().negotiate()
            driver = host.connect().negotiate()

            for _ in range(20):
                toggle(driver, 500)

            host.await_log("which is above total-backlog")
            while slow.line() is not None:
                pass
            self.assertIn("return", driver.call("query-status"))


class ManyClients(unittest.TestCase):
    COUNT = 10000

    def test_ten_thousand_are_served_at_once(self):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < self.COUNT + 200:
            self.skipTest(f"the hard limit on open files is {hard}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.COUNT + 200, hard))
        with Host(machine()) as host:
            driver = host.connect().negotiate()
            before = host.status("VmRSS")
            clients = [host.connect() for _ in range(self.COUNT)]
            for client in clients:
                client.send(b'{"execute":"qmp_capabilities"}')
            for client in clients:
                self.assertIn("QMP", client.line())
                self.assertEqual(client.line(), {"return": {}})
            each = (host.status("VmRSS") - before) / self.COUNT
            print(f"memory: {each / 1024:.1f} KiB a client, {self.COUNT} idle legacy clients")

            self.assertEqual(driver.call("stop"), {"return": {}})

            for client in clients:
                self.assertEqual(client.line()["event"], "STOP")
            for client in clients:
                client.close()
            if "sanitize" not in os.environ.get("SIGNALBOX_BUILD", ""):
                self.assertLess(each, 16 * 1024)

    def test_without_descriptors_the_host_goes_on_and_says_so(self):
        with Host(machine(), files=64) as host:
            first = host.connect().negotiate()
            crowd = [host.connect() for _ in range(80)]  # the socket's queue takes the rest
            host.await_log("cannot accept clients")

            self.assertIn("return", first.call("query-status"))
            for client in crowd[:70]:
                client.close()

            self.assertIn("QMP", crowd[-1].line())


class Idle(unittest.TestCase):
    def test_one_that_never_negotiates_hears_nothing(self):
        with Host(machine()) as host:
            silent = host.connect()
            self.assertIn("QMP", silent.line())
            driver = host.connect().negotiate()

            toggle(driver, 100)

            self.assertEqual(silent.call("qmp_capabilities"), {"return": {}})
            self.assertEqual(silent.buffer, b"")

    def test_one_that_is_half_closed_gets_its_replies(self):
        with Host(machine()) as host:
            half = host.connect()
            half.send(b'{"execute":"qmp_capabilities"}{"execute":"query-status","id":1}')
            half.socket.shutdown(socket.SHUT_WR)

            self.assertIn("QMP", half.line())
            self.assertEqual(half.line(), {"return": {}})
            self.assertEqual(half.line()["id"], 1)
            self.assertIsNone(half.line())


class LargeInput(unittest.TestCase):
    def bounded(self, name, pieces, size):
        with Host(machine()) as host:
            client = host.connect().negotiate()
            before = host.status("VmHWM")
            for piece in pieces:
                client.send(piece)
            self.assertIn("error", client.reply())
            used = host.status("VmHWM") - before
            print(f"{name}: {size / MIB:.1f} MiB of input used {used / MIB:.1f} MiB")
            if "sanitize" not in os.environ.get("SIGNALBOX_BUILD", ""):
                self.assertLess(used, 3 * size + MIB)
            client.close()
            self.assertIn("return", host.connect().negotiate().call("query-status"))

    def test_a_string_of_64_mib_hits_the_limit_in_bounded_memory(self):
        self.bounded("one string", [b'{"a":"'] + [b"x" * MIB] * 65 + [b'"}'], 65 * MIB)

    def test_two_mi_tokens_hit_the_limit_in_bounded_memory(self):
        self.bounded("2 Mi tokens", [b"["] + [b"1," * (MIB // 2)] * 2 + [b"1"], 2 * MIB)

    def test_a_command_of_1_mib_is_answered(self):
        with Host(machine()) as host:
            client = host.connect().negotiate()
            command = b'{"execute":"query-status","id":"' + b"x" * MIB + b'"}'
            times = []
            for _ in range(5):
                start = time.monotonic()
                client.send(command)
                self.assertEqual(len(client.reply()["id"]), MIB)
                times.append(time.monotonic() - start)
            print(f"1 MiB command, there and back: {1000 * min(times):.1f} ms")


class Replacing(unittest.TestCase):
    """A plugin is dropped in, replaced and removed while clients are connected to it."""

    CYCLES = int(os.environ.get("SIGNALBOX_CYCLES", "40"))

    def drop(self, host, contents=None):
        """Puts the plugin into the directory in one step, as an updated package does."""
        part = os.path.join(host.directory, "part")
        if contents is None:
            shutil.copy(os.environ["COUNTER"], part)
        else:
            with open(part, "wb") as file:
                file.write(contents)
        os.rename(part, os.path.join(host.directory, "plugins", "counter.so"))

    def host(self):
        host = Host("machine m { listen unix:qmp.sock  plugin-dir plugins  plugin legacy }\n",
                    directories=["plugins"])
        self.addCleanup(host.__exit__)
        return host

    def connect(self, host):
        client = host.connect().negotiate()
        wait_until(lambda: "return" in client.call("count-event-connect"), "no counter")
        return client

    def numbers(self, client, count):
        found = []
        while len(found) < count:
            message = client.line()
            if message.get("event") == "COUNT_EVENT":
                found.append(message["data"]["number"])
        return found

    def test_no_number_is_missing_or_twice_over_many_replacements(self):
        host = self.host()
        self.drop(host)
        client = self.connect(host)
        last = self.numbers(client, 1)[0]

        for cycle in range(1, self.CYCLES + 1):
            self.drop(host)
            end = time.monotonic() + DEADLINE
            while host.log().count("is replaced by") < cycle:
                self.assertLess(time.monotonic(), end, "not replaced: " + host.log())
                last = self.follow(client, last)

        last = self.follow(client, last)
        print(f"{self.CYCLES} replacements, {last} numbers, none missing, none twice")

    def follow(self, client, last):
        """Takes some more numbers, each of which must be the one behind the last."""
        for number in self.numbers(client, 20):
            last += 1
            self.assertEqual(number, last)
        return last

    def test_a_version_that_is_refused_leaves_the_old_one_serving(self):
        host = self.host()
        self.drop(host)
        client = self.connect(host)

        self.drop(host, b"not a plugin")
        host.await_log("counter.so")

        self.numbers(client, 200)

    def test_one_that_is_removed_ends_its_connections(self):
        host = self.host()
        self.drop(host)
        client = self.connect(host)

        os.remove(os.path.join(host.directory, "plugins", "counter.so"))

        while True:
            message = client.line()
            if message["event"] == "SIGNAL_DISCONNECTED":
                break
        self.assertEqual(message["data"], {"reason": "plugin-unloaded"})
        self.assertEqual(client.call("count-event-connect")["error"]["class"], "CommandNotFound")


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
    SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
